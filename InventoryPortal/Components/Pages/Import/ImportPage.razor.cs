using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Imports;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Import;

/// <summary>Files on their way in: uploaded, looked at line by line, applied and taken back.</summary>
public sealed partial class ImportPage(ImportQueries imports, ImportStore store, JobQueries jobs, IStringLocalizer<ImportPage> text) : PortalPageBase
{
    private ImportFilter _filter = new(ImportKind.Counts, null, null, 0, 1);
    private Paged<ImportView> _earlier = new([], 1, ImportFilter.ImportsShown, 0);
    private ImportView? _import;
    private ImportLines _lines = new([], null);
    private JobItem? _job;
    private bool _mayImport;

    private IStringLocalizer<ImportPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Kinds =>
        [.. Enum.GetValues<ImportKind>().OrderBy(k => k != ImportKind.Counts).Select(k => new TabLinks.Tab(text["Kind" + k], new ImportFilter(k, null, null, 0, 1).ToUri(), k == _filter.Kind))];

    /// <summary>How the job ended that should be at it; null while none is missing. What it did until then stands, line by line.</summary>
    private JobStatus? Stopped => _import?.Stage is ImportStage.Applying or ImportStage.Undoing && _job?.Status is JobStatus.Failed or JobStatus.Cancelled ? _job?.Status : null;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Jobs);

    /// <inheritdoc />
    protected override bool Concerns(LiveBatch news) =>
        news.Gap || news.Jobs.Any(j => j.Kind is SyncJobKind.FilePreview or SyncJobKind.FileApply or SyncJobKind.FileUndo
            && (_import is null || j.Id == _import.PreviewJob || j.Id == _import.ApplyJob || j.Id == _import.UndoJob));

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ImportFilter.Parse(uri);
        if (filter.Id is not { } id)
        {
            var mayImport = await Session.AllowsAsync(ImportStore.PermissionOf(filter.Kind), cancellationToken);
            var earlier = await imports.ListAsync(await Session.ScopeAsync(cancellationToken), new PageRequest(filter.Page, ImportFilter.ImportsShown), cancellationToken);
            return () => (_filter, _import, _earlier, _mayImport) = (filter, null, earlier, mayImport);
        }
        var import = await imports.FindAsync(id, await Session.ScopeAsync(cancellationToken), cancellationToken);
        var lines = import is null ? null : await imports.LinesAsync(id, await Session.ScopeAsync(cancellationToken), filter.Verdict is { } only ? [only] : [], filter.From, ImportFilter.LinesShown, cancellationToken);
        var job = import is null ? null : await jobs.FindAsync(import.UndoJob ?? import.ApplyJob ?? import.PreviewJob, channels: null, cancellationToken);
        var may = import is not null && await Session.AllowsAsync(ImportStore.PermissionOf(import.Kind), cancellationToken);
        return () => (_filter, _import, _lines, _job, _mayImport) = (filter, import, lines ?? new ImportLines([], null), job, may);
    }

    private async Task ApplyAsync() => await DoneAsync(await store.ApplyAsync(await Session.CommandAsync(), _filter.Id!.Value, CancellationToken.None));

    private async Task UndoAsync() => await DoneAsync(await store.UndoAsync(await Session.CommandAsync(), _filter.Id!.Value, CancellationToken.None));

    private Task GoOnAsync() => _import?.Stage == ImportStage.Undoing ? UndoAsync() : ApplyAsync();

    private async Task ChooseAsync(IReadOnlyDictionary<string, int> columns) =>
        await DoneAsync(await store.ChooseColumnsAsync(await Session.CommandAsync(), _filter.Id!.Value, columns, CancellationToken.None));

    private async Task DoneAsync(CommandAnswer<JobItem> answer)
    {
        Session.Tell(answer);
        await ReloadAsync();
    }
}
