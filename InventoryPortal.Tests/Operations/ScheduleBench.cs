using InventoryPortal.Access;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using InventoryPortal.Tests.Support;

namespace InventoryPortal.Tests.Operations;

/// <summary>Schedules over a database of their own, run by as many nodes as a test makes, at a clock that the test moves.</summary>
public abstract class ScheduleBench : OperationsBench
{
    protected static ScheduleEntry FullSync => ScheduleTable.Find("full-sync")!;

    protected static ScheduleEntry Silence => ScheduleTable.Find("silence")!;

    protected static ScheduleEntry Sweep => ScheduleTable.Find("reservation-expiry")!;

    protected PortalOptions Settings { get; } = new();

    protected static CommandContext Ann => CommandContext.System;

    protected ScheduleQueries Reads(Node? node = null) => new(Portal, node?.Sweeps ?? new SweepRecord(), new Watched<PortalOptions>(Settings), Clock);

    protected ScheduleControlStore Control() => new(Gate(), Reads(), Signals, new Watched<PortalOptions>(Settings), Clock);

    protected ScheduleStore Store() => new(Portal, Signals, new Watched<PortalOptions>(Settings), Clock);

    protected Node NewNode() => new(Store(), Clock);

    protected async Task<ScheduleView> ViewAsync(ScheduleEntry entry, Node? node = null) => (await Reads(node).ListAsync(Stop)).Single(s => s.Name == entry.Name);

    protected Task<ScheduleRow?> RowAsync(ScheduleEntry entry) => Portal.ReadAsync((db, token) => db.Schedules.SingleOrDefaultAsync(s => s.Name == entry.Name, token), Stop);

    protected Task AskAsync(ScheduleEntry entry) => DoneAsync(Control().RunAsync(Ann, entry.Name, Stop));

    protected Task PauseAsync(ScheduleEntry entry, string? reason = null) => DoneAsync(Control().PauseAsync(Ann, entry.Name, reason, Stop));

    protected Task ResumeAsync(ScheduleEntry entry) => DoneAsync(Control().ResumeAsync(Ann, entry.Name, Stop));

    protected static async Task<ScheduleView> DoneAsync(Task<CommandAnswer<ScheduleView>> answer) => Done(await answer);

    /// <summary>One process of the portal: its runner, what it did, and what its work does.</summary>
    protected sealed class Node
    {
        private readonly ScheduleRunner _runner;
        private readonly TimeProvider _clock;

        public Node(ScheduleStore store, TimeProvider clock)
        {
            (_clock, Pulse) = (clock, new WorkerPulse(clock));
            _runner = new ScheduleRunner(store, Sweeps, Pulse, clock, NullLogger<ScheduleRunner>.Instance);
        }

        public SweepRecord Sweeps { get; } = new();

        public WorkerPulse Pulse { get; }

        /// <summary>When its work began.</summary>
        public List<DateTimeOffset> Runs { get; } = [];

        /// <summary>For a test that waits until work has begun.</summary>
        public SemaphoreSlim Begun { get; } = new(0);

        /// <summary>What its work does.</summary>
        public Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

        /// <summary>Work that does not end by itself.</summary>
        public async Task HangAsync(CancellationToken cancellationToken)
        {
            using var never = new SemaphoreSlim(0);
            Begun.Release();
            await never.WaitAsync(cancellationToken);
        }

        public Task TickAsync(ScheduleEntry entry, CancellationToken stop) => _runner.TickAsync(
            entry,
            token =>
            {
                Runs.Add(_clock.GetUtcNow());
                return Work(token);
            },
            stop);
    }
}
