using System.Text.Json;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Operations.Runners;

/// <summary>Reads a channel's catalogue; goes on from its last page when it is repeated.</summary>
public sealed class ImportRunner(CatalogueImport import) : IJobRunner
{
    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.Import;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (run.Job.ChannelId is not { } channelId)
        {
            return new JobResult.Failed("An import needs a channel.");
        }
        // Without a cursor the last run had reached the end: begin anew.
        var progress = run.Payload is { } payload && JsonSerializer.Deserialize<ImportProgress>(payload) is { Cursor: not null } kept
            ? kept
            : new ImportProgress();
        var outcome = await import.RunAsync(
            channelId, progress, (p, token) => run.ReportAsync(p.Done, p.Total, JsonSerializer.Serialize(p), token), cancellationToken);
        return outcome switch
        {
            ImportOutcome.Completed done => new JobResult.Done(
                $"{done.Seen} items read: {done.Added} new, {done.Orphaned} no longer there, {done.Returned} there again."
                + (done.Freed == 0 ? "" : $" {done.Freed} have stock of their own now, no longer their parent's: link them.")),
            ImportOutcome.Interrupted interrupted => new JobResult.Retry(interrupted.Reason, interrupted.NotBefore),
            ImportOutcome.Unusable unusable => new JobResult.Failed(unusable.Reason),
            ImportOutcome.Reauthorise refused => new JobResult.Failed(refused.Reason),
            ImportOutcome.NoChannel none => new JobResult.Failed(none.Reason),
            _ => throw new InvalidOperationException($"{outcome} is no outcome of an import."),
        };
    }
}
