using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Jobs;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Mapping;

/// <summary>Which listing of a channel is which product, and by which rules it gets its quantity.</summary>
public sealed partial class MappingPage(
    ChannelQueries channels, ListingQueries listings, JobStore jobs, IDialogService dialogs, IStringLocalizer<MappingPage> text, IStringLocalizer<Words> words) : PortalPageBase
{
    /// <summary>Channels to choose from: a merchant has a handful.</summary>
    private const int MaxChannels = 200;

    private MappingFilter _filter = new(null, null, null, 1);
    private IReadOnlyList<ChannelView> _channels = [];
    private Paged<ListingView>? _listings;
    private IReadOnlyDictionary<string, MappingCounts> _counts = new Dictionary<string, MappingCounts>();
    private bool _mayEdit;
    private bool _mayImport;

    private IStringLocalizer<MappingPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        .. Enum.GetValues<LinkState>().Select(s => (LinkState?)s).Prepend(null).Select(state => new TabLinks.Tab(
            state is null ? words["All"] : words["Link" + state],
            (_filter with { State = state, Page = 1 }).ToUri(),
            state == _filter.State,
            state is { } counted && _filter.Channel is { } key ? CountsOf(key).Of(counted) : null)),
    ];

    private MappingCounts CountsOf(string channel) => _counts.GetValueOrDefault(channel) ?? MappingCounts.None;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.Of(LiveTopics.Sync).With(LiveAreas.Listings | LiveAreas.Channels);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = MappingFilter.Parse(uri);
        var (edit, import) = (await Session.HoldsAsync(Permissions.ListingsEdit, cancellationToken), await Session.HoldsAsync(Permissions.SyncControl, cancellationToken));
        var caller = await Session.FindCallerAsync();
        var all = caller is null ? [] : (await channels.ListAsync(caller, new PageRequest(1, MaxChannels), cancellationToken)).Items;
        filter = filter with { Channel = filter.Channel ?? (all.Count > 0 ? all[0].Key : null) };
        var counts = await listings.CountAsync(cancellationToken);
        // A channel that the person may not see is as good as none.
        var list = filter.ToSearch() is { } search && all.Any(c => c.Key == search.Channel) ? await listings.ListAsync(search, new PageRequest(filter.Page, MappingFilter.PageSize), cancellationToken) : null;
        return () => (_filter, _channels, _listings, _counts, _mayEdit, _mayImport) = (filter, all, list, counts, edit, import);
    }

    private void Choose(string? channel) => Navigation.NavigateTo((_filter with { Channel = channel, State = null, Page = 1 }).ToUri());

    private void Of(ListingMode? mode) => Navigation.NavigateTo((_filter with { Mode = mode, Page = 1 }).ToUri());

    private void Needing(ListingNeed? need) => Navigation.NavigateTo((_filter with { Need = need, Page = 1 }).ToUri());

    private void SearchFor(string? search)
    {
        var wanted = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        if (wanted != _filter.Search)
        {
            Navigation.NavigateTo((_filter with { Search = wanted, Page = 1 }).ToUri(), replace: true);
        }
    }

    private async Task ImportAsync()
    {
        var answer = await jobs.EnqueueAsync(await Session.CommandAsync(), new JobRequest(SyncJobKind.Import, _filter.Channel), CancellationToken.None);
        if (Session.Tell(answer) && answer is CommandAnswer<JobItem>.Done done)
        {
            Navigation.NavigateTo($"/sync/jobs/{done.Value.Id}");
        }
    }

    private async Task BulkEditAsync()
    {
        if (_filter.ToSearch() is { } search && _listings is { } shown)
        {
            var dialog = await dialogs.ShowAsync<ListingBulkDialog>(
                text["BulkTitle", Numbers.Of(shown.Total)],
                new DialogParameters<ListingBulkDialog> { { d => d.Search, search }, { d => d.Total, shown.Total } },
                new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, BackdropClick = false });
            await dialog.Result;
            await ReloadAsync();
        }
    }

    private async Task AutoMapAsync()
    {
        var dialog = await dialogs.ShowAsync<AutoMapDialog>(
            text["AutoMap"],
            new DialogParameters<AutoMapDialog> { { d => d.Channel, _filter.Channel } },
            new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, BackdropClick = false });
        await dialog.Result;
        await ReloadAsync();
    }
}
