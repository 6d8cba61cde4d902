using System.Globalization;
using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Operations.Imports;

/// <summary>Reads an uploaded file and says of each line what it would do.</summary>
public sealed class FilePreviewRunner(ImportStageStore stages, ImportPreview preview) : IJobRunner
{
    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.FilePreview;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await stages.OfJobAsync(run.Job.Id, cancellationToken) is not { } import)
        {
            return FileWork.Gone;
        }
        if (import.Stage != ImportStage.Reading)
        {
            return new JobResult.Done("The preview was made already.");
        }
        await ClearAsync(run, import, cancellationToken);
        return await preview.RunAsync(import, (done, total, token) => run.ReportAsync(done, total, null, token), cancellationToken) switch
        {
            PreviewOutcome.Ready { Totals: var t } => new JobResult.Done(string.Create(
                CultureInfo.InvariantCulture, $"{t.Lines} lines read: {t.New} new, {t.Changed} different, {t.Same} the same, {t.Rejected} not valid.")),
            PreviewOutcome.NotReady notReady => new JobResult.Refused(notReady.Reason),
            var other => throw new InvalidOperationException($"{other} is no outcome of a preview."),
        };
    }

    // The lines of an earlier preview, with other columns, are not this one's; those that this one kept before it was killed are.
    private async Task ClearAsync(JobRun run, ImportRow import, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize<FileOrder>(run.Payload!, JsonSerializerOptions.Web)!;
        if (!order.IsCleared)
        {
            await preview.ClearAsync(import.Id, cancellationToken);
            await run.ReportAsync(0, 0, JsonSerializer.Serialize(order with { IsCleared = true }, JsonSerializerOptions.Web), cancellationToken);
        }
    }
}

/// <summary>Applies the valid lines of an uploaded file, in the name and by the right of whoever asked.</summary>
public sealed class FileApplyRunner(ImportStageStore stages, ImportRun imports, CallerLookup callers) : IJobRunner
{
    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.FileApply;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await stages.OfJobAsync(run.Job.Id, cancellationToken) is not { } import)
        {
            return FileWork.Gone;
        }
        if (import.Stage is not ImportStage.Applying)
        {
            return new JobResult.Done(import.Stage == ImportStage.Applied ? "It was applied already." : "Nothing more is applied: the import is taken back.");
        }
        if (await FileWork.ContextAsync(callers, run.Job, import, "apply", cancellationToken) is not { } context)
        {
            return FileWork.NobodyLeft;
        }
        return await imports.ApplyAsync(context, import, FileWork.CourseOf(run), cancellationToken) switch
        {
            CommandAnswer<ImportTotals>.Done { Value: var t } => new JobResult.Done(string.Create(
                CultureInfo.InvariantCulture, $"{t.Applied} lines applied, {t.Refused} refused, {t.Rejected} were not valid.")),
            CommandAnswer<ImportTotals>.Refused refused => new JobResult.Refused(refused.Refusal.Detail),
            var other => throw new InvalidOperationException($"{other} is no outcome of an import."),
        };
    }
}

/// <summary>Takes an applied file back; while it is still being applied, it waits.</summary>
public sealed class FileUndoRunner(ImportStageStore stages, ImportRun imports, CallerLookup callers, JobQueries jobs, TimeProvider clock) : IJobRunner
{
    /// <summary>Until the next look at whether the import is applied.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public SyncJobKind Kind => SyncJobKind.FileUndo;

    /// <inheritdoc />
    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (await stages.OfJobAsync(run.Job.Id, cancellationToken) is not { } import)
        {
            return FileWork.Gone;
        }
        if (import.Stage is not ImportStage.Undoing)
        {
            return new JobResult.Done("It was taken back already.");
        }
        if (import.ApplyJobId is { } apply && await jobs.FindAsync(apply, channels: null, cancellationToken) is { Status: JobStatus.Pending or JobStatus.Processing })
        {
            return new JobResult.Deferred(clock.GetUtcNow() + Wait, "The import is still being applied.");
        }
        if (await FileWork.ContextAsync(callers, run.Job, import, "undo", cancellationToken) is not { } context)
        {
            return FileWork.NobodyLeft;
        }
        return await imports.UndoAsync(context, import, FileWork.CourseOf(run), cancellationToken) switch
        {
            CommandAnswer<ImportTotals>.Done { Value: var t } => new JobResult.Done(string.Create(
                CultureInfo.InvariantCulture, $"{t.Undone} lines taken back, {t.Kept} kept because others have acted on them since.")),
            CommandAnswer<ImportTotals>.Refused refused => new JobResult.Refused(refused.Refusal.Detail),
            var other => throw new InvalidOperationException($"{other} is no outcome of an import."),
        };
    }
}

/// <summary>What a job on a file is made with.</summary>
/// <param name="Asker">In whose name it works.</param>
/// <param name="IsCleared">Whether the lines of an earlier preview are gone, so that a repeat keeps its own.</param>
/// <param name="Held">Ids of the channels whose larger changes wait for a person, so that a repeat, which sees only what is left, holds them too.</param>
internal sealed record FileOrder(Actor Asker, bool IsCleared = false, long[]? Held = null);

/// <summary>What the jobs on files share.</summary>
internal static class FileWork
{
    public static readonly JobResult Gone = new JobResult.Refused("The import is no longer kept.");

    public static readonly JobResult NobodyLeft = new JobResult.Refused("Whoever asked for it may no longer do anything here.");

    /// <summary>How far the job is, told to its row.</summary>
    public static ImportCourse CourseOf(JobRun run)
    {
        var order = JsonSerializer.Deserialize<FileOrder>(run.Payload!, JsonSerializerOptions.Web)!;
        return new ImportCourse(
            (done, total, token) => run.ReportAsync(done, total, null, token),
            order.Held ?? [],
            (held, token) => run.ReportAsync(0, 0, JsonSerializer.Serialize(order with { Held = [.. held] }, JsonSerializerOptions.Web), token));
    }

    /// <summary>In whose name the job works; every part of it belongs to one operation. Null when that person is gone.</summary>
    public static async Task<CommandContext?> ContextAsync(CallerLookup callers, ClaimedJob job, ImportRow import, string what, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.Deserialize<FileOrder>(job.Payload!, JsonSerializerOptions.Web)!;
        return await callers.FindAsync(order.Asker, cancellationToken) is { } caller
            ? new CommandContext(caller) { OperationId = string.Create(CultureInfo.InvariantCulture, $"import-{import.Id}-{what}") }
            : null;
    }
}
