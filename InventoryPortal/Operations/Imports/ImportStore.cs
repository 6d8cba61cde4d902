using System.Globalization;
using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Catalog.Imports;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Imports;

/// <summary>A file that was uploaded.</summary>
/// <param name="Name">As its owner calls it.</param>
public sealed record UploadedFile(ImportKind Kind, string Name, KeptFile Kept);

/// <summary>
/// Imports as people steer them: each command moves the import and makes the job that does the work, in one transaction. The right is the
/// one that the same change by hand would need, and is asked for again while the job runs. Refusals beside the common ones:
/// <c>not_found</c>, and <c>import_not_ready</c> or <c>import_not_applied</c> (409) where the import does not allow it now.
/// </summary>
public sealed class ImportStore(CommandGate gate, PortalDatabase database, JobWake wake, TimeProvider clock)
{
    /// <summary>The right that an import of this kind needs.</summary>
    public static string PermissionOf(ImportKind kind) => kind switch
    {
        ImportKind.Counts => Permissions.StockAdjust,
        ImportKind.Products => Permissions.ProductsEdit,
        ImportKind.Mappings or ImportKind.Rules => Permissions.ListingsEdit,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of import."),
    };

    /// <summary>Why the caller may not have a job run that works on a file; null when they may, and for every other job.</summary>
    internal static async Task<Refusal?> RefusalAsync(PortalDbContext db, CommandContext context, long jobId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await ImportStageStore.OfJob(db, jobId).Select(i => (ImportKind?)i.Kind).SingleOrDefaultAsync(cancellationToken) is not { } kind)
        {
            return null;
        }
        var rights = await RightsLookup.ReadAsync(db, context.Caller, now, cancellationToken);
        return rights is { Channels: null } && rights.Allows(PermissionOf(kind)) ? null : Refusal.Forbidden(PermissionOf(kind), rights, channelKey: null);
    }

    /// <summary>Takes an uploaded file in; the job that is answered makes its preview, and its id is the import's.</summary>
    public async Task<CommandAnswer<JobItem>> OpenAsync(CommandContext context, UploadedFile file, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<JobItem>(
            context,
            new Deed(PermissionOf(file.Kind), $"import of {file.Name}"),
            async (db, note, token) =>
            {
                if (await LimitedAsync(db, context, file.Kind, token) is { } limited)
                {
                    return limited;
                }
                if (file.Kept.Bytes == 0)
                {
                    return Refusal.Field("file", "The file is empty.");
                }
                var job = await AddJobAsync(db, SyncJobKind.FilePreview, context, token);
                db.Imports.Add(Row(job.Id, context, file, clock.GetUtcNow()));
                note.After = $"{file.Kind} {file.Kept.Bytes} bytes";
                return await ItemAsync(db, job.Id, token);
            },
            cancellationToken);
        return Told(answer);
    }

    /// <summary>Has the valid lines applied. While that is under way already, the job that does so is answered.</summary>
    public Task<CommandAnswer<JobItem>> ApplyAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        StartAsync(
            context, id, ImportTrigger.Apply, SyncJobKind.FileApply, i => i.ApplyJobId, (i, job) => i.ApplyJobId = job,
            i => new Refusal(RefusalKind.Conflict, "import_not_ready", NotReady(i)), cancellationToken);

    /// <summary>Has the import taken back; while it is still being applied, that waits for its end.</summary>
    public Task<CommandAnswer<JobItem>> UndoAsync(CommandContext context, long id, CancellationToken cancellationToken) =>
        StartAsync(
            context, id, ImportTrigger.Undo, SyncJobKind.FileUndo, i => i.UndoJobId, (i, job) => i.UndoJobId = job,
            i => new Refusal(RefusalKind.Conflict, "import_not_applied", i.Stage == ImportStage.Undone ? "The import was taken back already." : "The import was not applied yet."),
            cancellationToken);

    /// <summary>
    /// Says which column is which and has the file read again; files with the same heading are read so from now on. Refusals:
    /// <c>validation_failed</c> for a field or place that there is not, or a needed field without a column.
    /// </summary>
    /// <param name="columns">Field to place in the heading; fields left out have no column.</param>
    public async Task<CommandAnswer<JobItem>> ChooseColumnsAsync(
        CommandContext context, long id, IReadOnlyDictionary<string, int> columns, CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<JobItem>(
            context,
            await DeedAsync(id, cancellationToken),
            async (db, note, token) =>
            {
                if (await ImportStageStore.OfJob(db, id).AsTracking().SingleOrDefaultAsync(token) is not { HeadersJson: { } heading } row)
                {
                    return Refusal.NotFound($"Import {id}");
                }
                var headers = JsonSerializer.Deserialize<string[]>(heading)!;
                if ((await LimitedAsync(db, context, row.Kind, token) ?? ImportFields.Check(row.Kind, columns, headers.Length)) is { } wrong)
                {
                    return wrong;
                }
                if (ImportTransitions.TryMove(row.Stage, ImportTrigger.ChooseColumns) is not ImportMove.Moved)
                {
                    return new Refusal(RefusalKind.Conflict, "import_not_ready", NotReady(row));
                }
                ImportStageStore.Move(row, ImportTrigger.ChooseColumns);
                note.Changed(row.ColumnsJson, columns);
                row.ColumnsJson = await ImportStageStore.RememberAsync(db, row.Kind, headers, columns, clock.GetUtcNow(), token);
                (row.Problem, row.TotalsJson) = (null, null);
                var job = await AddJobAsync(db, SyncJobKind.FilePreview, context, token);
                row.PreviewJobId = job.Id;
                return await ItemAsync(db, job.Id, token);
            },
            cancellationToken);
        return Told(answer);
    }

    private async Task<CommandAnswer<JobItem>> StartAsync(
        CommandContext context,
        long id,
        ImportTrigger trigger,
        SyncJobKind kind,
        Func<ImportRow, long?> before,
        Action<ImportRow, long> keep,
        Func<ImportRow, Refusal> refuse,
        CancellationToken cancellationToken)
    {
        var answer = await gate.RunAsync<JobItem>(
            context,
            await DeedAsync(id, cancellationToken),
            async (db, note, token) =>
            {
                if (await ImportStageStore.OfJob(db, id).AsTracking().SingleOrDefaultAsync(token) is not { } row)
                {
                    return Refusal.NotFound($"Import {id}");
                }
                if (await LimitedAsync(db, context, row.Kind, token) is { } limited)
                {
                    return limited;
                }
                if (ImportTransitions.TryMove(row.Stage, trigger) is not ImportMove.Moved moved)
                {
                    return refuse(row);
                }
                if (before(row) is { } earlier && await IsUnderWayAsync(db, earlier, token))
                {
                    return await ItemAsync(db, earlier, token);
                }
                note.Changed(row.Stage.ToString(), moved.To.ToString());
                ImportStageStore.Move(row, trigger);
                var job = await AddJobAsync(db, kind, context, token, await HeldBeforeAsync(db, before(row), kind, token));
                keep(row, job.Id);
                return await ItemAsync(db, job.Id, token);
            },
            cancellationToken);
        return Told(answer);
    }

    // What is imported decides the right, so it is read first; it never changes.
    private async Task<Deed> DeedAsync(long id, CancellationToken cancellationToken)
    {
        var kind = await database.ReadAsync(
            (db, token) => ImportStageStore.OfJob(db, id).Select(i => (ImportKind?)i.Kind).SingleOrDefaultAsync(token), cancellationToken);
        return new Deed(PermissionOf(kind ?? ImportKind.Counts), string.Create(CultureInfo.InvariantCulture, $"import {id}"));
    }

    // A file names what it likes; a key that is limited to channels would need a look at each of its lines.
    private async Task<Refusal?> LimitedAsync(PortalDbContext db, CommandContext context, ImportKind kind, CancellationToken cancellationToken)
    {
        var held = await RightsLookup.ReadAsync(db, context.Caller, clock.GetUtcNow(), cancellationToken);
        return held is { Channels: null } ? null : Refusal.Forbidden(PermissionOf(kind), held, channelKey: null);
    }

    private static Task<bool> IsUnderWayAsync(PortalDbContext db, long jobId, CancellationToken cancellationToken) =>
        db.SyncJobs.AnyAsync(j => j.Id == jobId && (j.Status == JobStatus.Pending || j.Status == JobStatus.Processing), cancellationToken);

    // A job that goes on where another stopped sees only what is left: what that one held stays held.
    private static async Task<long[]?> HeldBeforeAsync(PortalDbContext db, long? earlier, SyncJobKind kind, CancellationToken cancellationToken) =>
        await db.SyncJobs.Where(j => j.Id == earlier && j.Kind == kind).Select(j => j.Payload).SingleOrDefaultAsync(cancellationToken) is { } order
            ? JsonSerializer.Deserialize<FileOrder>(order, JsonSerializerOptions.Web)!.Held
            : null;

    private async Task<SyncJobRow> AddJobAsync(PortalDbContext db, SyncJobKind kind, CommandContext context, CancellationToken cancellationToken, long[]? held = null)
    {
        var order = JsonSerializer.Serialize(new FileOrder(context.Caller.Actor, Held: held), JsonSerializerOptions.Web);
        var job = JobRules.Row(kind, channelId: null, productId: null, order, context.Caller.Actor.Name, clock.GetUtcNow());
        db.SyncJobs.Add(job);
        await db.SaveChangesAsync(cancellationToken);
        return job;
    }

    private static async Task<JobItem> ItemAsync(PortalDbContext db, long jobId, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        return await JobQueries.Items(db, db.SyncJobs.Where(j => j.Id == jobId)).SingleAsync(cancellationToken);
    }

    private static ImportRow Row(long id, CommandContext context, UploadedFile file, DateTimeOffset now) => new()
    {
        Id = id,
        PreviewJobId = id,
        Kind = file.Kind,
        Stage = ImportStage.Reading,
        FileName = file.Name.Length <= Lengths.Title ? file.Name : file.Name[..Lengths.Title],
        FileId = file.Kept.FileId,
        Bytes = file.Kept.Bytes,
        Format = file.Kept.Format,
        ActorKind = context.Caller.Actor.Kind,
        ActorId = context.Caller.Actor.Id,
        ActorName = context.Caller.Actor.Name,
        CreatedAt = now,
    };

    private static string NotReady(ImportRow row) => row.Stage switch
    {
        ImportStage.Reading => "The file is still being read.",
        ImportStage.NeedsColumns or ImportStage.Unreadable => row.Problem ?? "The file could not be read.",
        _ => "The import was applied already.",
    };

    private CommandAnswer<JobItem> Told(CommandAnswer<JobItem> answer)
    {
        if (answer is CommandAnswer<JobItem>.Done done)
        {
            wake.Tell(done.Value.Id);
        }
        return answer;
    }
}
