using System.Globalization;
using System.Text.Json;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Reconciliation;

namespace InventoryPortal.Operations.Runners;

/// <summary>Compares a channel until its differences are certain: a second pass comes when the channel's event lag has passed.</summary>
public sealed class ReconcileRunner(ReconcileRun reconcile, ChannelSync sync) : IJobRunner
{
    /// <summary>Passes of one job: on a busy channel something is always moving, and the next job looks again.</summary>
    private const int MaxPasses = 4;

    /// <summary>What the job was made with, and how many passes it has behind it.</summary>
    private sealed record Order(string? Policy = null, int Passes = 0, int? Sample = null, ReconcileResult? Result = null);

    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.Reconcile;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await sync.FindAsync(run.Job.ChannelId, cancellationToken) is not { } channel)
        {
            return new JobResult.Failed("The channel no longer exists.");
        }
        var order = run.Payload is { } payload ? JsonSerializer.Deserialize<Order>(payload, JsonSerializerOptions.Web)! : new Order();
        DriftPolicy? policy = Enum.TryParse<DriftPolicy>(order.Policy, out var named) ? named : null;
        switch (await reconcile.RunAsync(channel.Id, policy, order.Sample, (done, total, token) => run.ReportAsync(done, total, null, token), cancellationToken))
        {
            case ReconcileOutcome.NoChannel none:
                return new JobResult.Failed(none.Reason);
            case ReconcileOutcome.NotRead notRead:
                return sync.Failed(channel, notRead.Failure);
            case ReconcileOutcome.Compared { LookAgainAt: { } at } waiting when order.Passes + 1 < MaxPasses:
                var next = JsonSerializer.Serialize(order with { Passes = order.Passes + 1 }, JsonSerializerOptions.Web);
                await run.ReportAsync(waiting.Listings, waiting.Listings, next, cancellationToken);
                return new JobResult.Deferred(at, $"{waiting.Waiting} listings differ and are read once more to be certain.");
            case ReconcileOutcome.Compared compared:
                await run.ReportAsync(
                    compared.Listings, compared.Listings, JsonSerializer.Serialize(order with { Result = ReconcileResult.Of(compared) }, JsonSerializerOptions.Web), cancellationToken);
                return new JobResult.Done(Sentence(compared));
            default:
                throw new InvalidOperationException("A reconcile came to nothing known.");
        }
    }

    /// <summary>What a finished job came to; null when it keeps none.</summary>
    internal static ReconcileResult? ResultOf(string payload) => JsonSerializer.Deserialize<Order>(payload, JsonSerializerOptions.Web)?.Result;

    private static string Sentence(ReconcileOutcome.Compared c) => string.Create(
        CultureInfo.InvariantCulture,
        $"{c.Listings} listings compared: {c.Drifted} drifted, {c.Overwritten} written again, {c.Adopted} adopted, {c.Waiting} not certain yet.{Bound(c)}{Held(c)}");

    // Rounded up: a bound that is rounded down is none.
    private static string Bound(ReconcileOutcome.Compared c) => c.WrongAtMost is { } share
        ? string.Create(CultureInfo.InvariantCulture, $" They were chosen by chance: at most {Math.Ceiling(share * 1000) / 10:0.0} % of {c.Linked:#,0} listings are wrong (95 %).")
        : "";

    private static string Held(ReconcileOutcome.Compared c) => c.Held is null ? "" : $" Held: {c.Held}";
}
