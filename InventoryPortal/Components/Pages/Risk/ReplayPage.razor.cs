using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Risk;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Risk;

/// <summary>What other rules would have made of the sales there were.</summary>
public sealed partial class ReplayPage(ReplayRun replay, ChannelQueries channels, IStringLocalizer<RiskPage> text) : PortalPageBase
{
    /// <summary>Channels that rules can be tried on; no merchant has as many.</summary>
    private const int MaxChannels = 100;

    private ReplayFilter _filter = ReplayFilter.Parse(new Uri("about:blank"));
    private IReadOnlyList<ChannelView> _channels = [];
    private CancellationTokenSource? _run;
    private ReplayProgress _progress;
    private ReplayReport? _report;
    private string? _said;
    private bool _waits;

    private IStringLocalizer<RiskPage> Text => text;

    private bool IsRunning => _run is not null;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var caller = await Session.FindCallerAsync();
        var all = caller is null ? [] : (await channels.ListAsync(caller, new PageRequest(1, MaxChannels), cancellationToken)).Items;
        return () => (_filter, _channels) = (ReplayFilter.Parse(uri), all);
    }

    /// <inheritdoc />
    protected override void OnDisposing()
    {
        base.OnDisposing();
        Cancel();
    }

    private static IEnumerable<(string Name, long Today, long Proposed)> Figures(ReplayReport report) =>
    [
        ("Oversells", report.Today.Oversells, report.Proposed.Oversells),
        ("OversoldUnits", report.Today.OversoldUnits, report.Proposed.OversoldUnits),
        ("Missed", report.Today.Missed, report.Proposed.Missed),
        ("Sold", report.Today.Sold, report.Proposed.Sold),
        ("Depletions", report.Today.Depletions, report.Proposed.Depletions),
        ("Writes", report.Today.Writes, report.Proposed.Writes),
    ];

    private void Change(ReplayFilter filter) => Navigation.NavigateTo(filter.ToUri(), replace: true);

    private void Cancel() => _run?.Cancel();

    private async Task RunAsync()
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        (_run, _report, _said, _progress, _waits) = (run, null, null, default, replay.IsBusy);
        try
        {
            var progress = new Progress<ReplayProgress>(p => _ = InvokeAsync(() => Tell(p)));
            switch (await replay.RunAsync(_filter.ToRequest(), await Session.ScopeAsync(run.Token), progress, run.Token))
            {
                case CommandAnswer<ReplayReport>.Done { Value.Today.Events: 0 }:
                    _said = text["NothingToReplay"];
                    break;
                case CommandAnswer<ReplayReport>.Done done:
                    _report = done.Value;
                    break;
                case CommandAnswer<ReplayReport>.Refused refused:
                    _said = string.Join(" ", (refused.Refusal.Errors ?? new Dictionary<string, string[]>()).SelectMany(f => f.Value.Select(StageText.Of)));
                    break;
            }
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            _said = text["Stopped"];
        }
        finally
        {
            _run = null;
        }
    }

    private void Tell(ReplayProgress progress)
    {
        if (IsRunning)
        {
            (_progress, _waits) = (progress, false);
            StateHasChanged();
        }
    }
}
