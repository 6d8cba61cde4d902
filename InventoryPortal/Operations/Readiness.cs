using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations;

/// <summary>How this process stands.</summary>
public enum ReadyState
{
    /// <summary>The database takes writes and the loops live.</summary>
    Ready,

    /// <summary>The database takes no write now.</summary>
    DatabaseAway,

    /// <summary>A loop that must live has given no sign for long.</summary>
    WorkersSilent,
}

/// <summary>Whether this process can do its work: the database takes a write and no loop has fallen silent.</summary>
public sealed class Readiness(PortalDatabase database, WorkerPulse pulse, TimeProvider clock, ILogger<Readiness> log)
{
    /// <summary>An answer is kept this long: probes of several balancers must not become a stream of writes.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>How long the database may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>The longest silence that is no fault: the sweep may wait behind a task of ten minutes.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(12);

    /// <summary>What must be alive, and how long it may be silent: the jobs' loop looks every five minutes at least and never waits for its work. Long nightly work is silent while it runs, and that is no fault.</summary>
    internal static readonly (string Worker, TimeSpan Limit)[] Vital =
    [
        (nameof(Jobs.JobWorker), TimeSpan.FromMinutes(6)),
        (nameof(Alerts.StockAlertWorker), SilentAfter),
        (nameof(Schedules.DueWorkTask), SilentAfter),
    ];

    private const string Cursor = "readiness";

    private readonly Lock _lock = new();
    private Task<ReadyState>? _last;
    private DateTimeOffset _lastAt;
    private int _missed;

    /// <summary>Asks; never throws but for the caller's cancellation.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken) => await CheckAsync(cancellationToken) == ReadyState.Ready;

    /// <summary>How it stands, at most <see cref="Freshness"/> old; who asks while an answer is on its way gets that one. Never throws but for the caller's cancellation.</summary>
    public Task<ReadyState> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_last is null || (_last.IsCompleted && now - _lastAt >= Freshness))
            {
                // The answer is everybody's: nobody's leaving ends it.
                (_last, _lastAt) = (Task.Run(LookAsync, CancellationToken.None), now);
            }
            return _last.WaitAsync(cancellationToken);
        }
    }

    // The database first: without it the loops fall silent as well, and that is not what has to be mended.
    private async Task<ReadyState> LookAsync() =>
        !await CanWriteAsync() ? ReadyState.DatabaseAway
        : Vital.Any(v => pulse.IsSilent(v.Worker, v.Limit)) ? ReadyState.WorkersSilent
        : ReadyState.Ready;

    private async Task<bool> CanWriteAsync()
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            await database.WriteAsync((db, token) => TouchAsync(db, clock.GetUtcNow(), token), limit.Token).WaitAsync(limit.Token);
            _missed = 0;
            return true;
        }
        catch (Exception e)
        {
            // Once may be a machine that is busy starting: whoever asked is told, and the log is alarmed when it lasts.
            log.Log(++_missed == 1 ? LogLevel.Information : LogLevel.Warning, "The database took no write: {Reason}", e.GetBaseException().Message);
            return false;
        }
    }

    private static async Task TouchAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Cursors.Where(c => c.Name == Cursor).ExecuteUpdateAsync(s => s.SetProperty(c => c.UpdatedAt, now), cancellationToken) == 0)
        {
            db.Cursors.Add(new CursorRow { Name = Cursor, Value = "", UpdatedAt = now });
        }
    }
}
