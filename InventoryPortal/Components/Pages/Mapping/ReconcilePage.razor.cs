using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using InventoryPortal.Operations.Runners;
using InventoryPortal.Reconciliation;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>What the page reads.</summary>
public sealed record ReconcileReads(ChannelQueries Channels, ListingQueries Listings, DiscrepancyQueries Discrepancies, ReconcileQueries Comparisons);

/// <summary>Does the channel show what we think? What a comparison found, how sure that is, and what a person does about it.</summary>
public sealed partial class ReconcilePage(
    ReconcileReads reads, DiscrepancyStore store, ChannelControlStore control, JobStore jobs, IDialogService dialogs, IStringLocalizer<MappingPage> text) : PortalPageBase
{
    /// <summary>Channels to choose from: a merchant has a handful.</summary>
    private const int MaxChannels = 200;

    /// <summary>Listings of a sample to begin with: without a difference among them, at most 1 % of all are wrong.</summary>
    private const int StandardSample = 300;

    private readonly HashSet<long> _chosen = [];
    private ReconcileFilter _filter = new(null, false, 1);
    private IReadOnlyList<ChannelView> _channels = [];
    private Paged<DiscrepancyItem>? _list;
    private ReconcileSummary? _latest;
    private int _awaiting;
    private int _sample = StandardSample;
    private HeldRights _rights = new(false, false, false);

    private IStringLocalizer<MappingPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        new(text["Standing"], (_filter with { IsPast = false, Page = 1 }).ToUri(), !_filter.IsPast, _filter.IsPast ? null : _list?.Total),
        new(text["Past"], (_filter with { IsPast = true, Page = 1 }).ToUri(), _filter.IsPast, _filter.IsPast ? _list?.Total : null),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Sync).With(LiveAreas.Listings | LiveAreas.Channels);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ReconcileFilter.Parse(uri);
        var rights = new HeldRights(
            await Session.HoldsAsync(Permissions.SyncControl, cancellationToken),
            await Session.HoldsAsync(Permissions.StockAdjust, cancellationToken),
            await Session.HoldsAsync(Permissions.ChannelsApprove, cancellationToken));
        var caller = await Session.FindCallerAsync();
        var all = caller is null ? [] : (await reads.Channels.ListAsync(caller, new PageRequest(1, MaxChannels), cancellationToken)).Items;
        filter = filter with { Channel = filter.Channel ?? (all.Count > 0 ? all[0].Key : null) };
        var known = all.FirstOrDefault(c => c.Key == filter.Channel)?.Key;
        var list = known is null ? null : await reads.Discrepancies.ListAsync(known, !filter.IsPast, new PageRequest(filter.Page, ReconcileFilter.PageSize), cancellationToken);
        var latest = known is null ? null : await reads.Comparisons.LatestAsync(known, cancellationToken);
        var awaiting = known is null ? 0 : (await reads.Listings.CountAsync(cancellationToken)).GetValueOrDefault(known)?.Awaiting ?? 0;
        return () =>
        {
            (_filter, _channels, _list, _latest, _awaiting, _rights) = (filter, all, list, latest, awaiting, rights);
            _chosen.IntersectWith(list?.Items.Select(d => d.Id) ?? []);
        };
    }

    private void Choose(string? channel) => Navigation.NavigateTo(ReconcileFilter.AddressOf(channel ?? ""));

    private string ResultSentence(ReconcileResult result) => text[
        "Compared", Numbers.Of(result.Listings), Numbers.Of(result.Linked), Numbers.Of(result.Drifted), Numbers.Of(result.Overwritten), Numbers.Of(result.Adopted), Numbers.Of(result.Waiting)];

    // Rounded up: a bound that is rounded down is none.
    private static string Percent(double share) => (Math.Ceiling(share * 1000) / 10).ToString("0.0", CultureInfo.CurrentCulture);

    private async Task CompareAsync(int? sample)
    {
        var answer = await jobs.EnqueueAsync(await Session.CommandAsync(), new JobRequest(SyncJobKind.Reconcile, _filter.Channel, Sample: sample), CancellationToken.None);
        if (Session.Tell(answer) && answer is CommandAnswer<JobItem>.Done done)
        {
            Navigation.NavigateTo($"/sync/jobs/{done.Value.Id}");
        }
    }

    private async Task ResolveAsync(DriftPolicy policy)
    {
        if (_chosen.Count == 0)
        {
            Session.Say(text["ChooseFirst"], Severity.Info);
            return;
        }
        var question = text[policy == DriftPolicy.Adopt ? "AdoptQuestion" : "OverwriteQuestion", Numbers.Of(_chosen.Count)];
        if (await dialogs.ConfirmAsync(text[policy.ToString()], question, text[policy.ToString()]))
        {
            var answer = await store.ResolveAsync(await Session.CommandAsync(), _filter.Channel!, [.. _chosen], policy, CancellationToken.None);
            if (Session.Tell(answer) && answer is CommandAnswer<DriftResolved>.Done { Value: var done })
            {
                Session.Say(text["Resolved", Numbers.Of(done.Overwritten + done.Adopted), Numbers.Of(done.Left)], done.Left > 0 ? Severity.Warning : Severity.Success);
            }
            _chosen.Clear();
            await ReloadAsync();
        }
    }

    private async Task ApproveAsync()
    {
        if (await dialogs.AskToSendAsync(text["Approve"], _filter.Channel!, text["ApproveQuestion", _filter.Channel!], awaiting: true))
        {
            Session.Tell(await control.ApproveAsync(await Session.CommandAsync(), _filter.Channel!, CancellationToken.None), text["Approved"]);
            await ReloadAsync();
        }
    }

    private sealed record HeldRights(bool Control, bool Adjust, bool Approve);
}
