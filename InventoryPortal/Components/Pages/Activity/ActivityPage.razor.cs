using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Activity;

/// <summary>Who did what. It stands still while it is read: a list that moves under the eye is no record.</summary>
public sealed partial class ActivityPage(ActivityQueries activity, IStringLocalizer<ActivityPage> text) : PortalPageBase
{
    private ActivityFilter _filter = new(null, false, 1);
    private Paged<ActivityItem>? _deeds;

    private IStringLocalizer<ActivityPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
    [
        new(text["TabAll"], (_filter with { DeniedOnly = false, Page = 1 }).ToUri(), !_filter.DeniedOnly),
        new(text["TabDenied"], (_filter with { DeniedOnly = true, Page = 1 }).ToUri(), _filter.DeniedOnly),
    ];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ActivityFilter.Parse(uri);
        var deeds = await activity.ListAsync(
            new ActivitySelection(filter.Search, Allowed: filter.DeniedOnly ? false : null), new PageRequest(filter.Page, ActivityFilter.PageSize), cancellationToken);
        return () => (_filter, _deeds) = (filter, deeds);
    }

    private string Verb(string action)
    {
        var known = text["Action_" + action];
        return known.ResourceNotFound ? action : known.Value;
    }

    private void SearchFor(string? search)
    {
        var wanted = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        if (wanted != _filter.Search)
        {
            Navigation.NavigateTo((_filter with { Search = wanted, Page = 1 }).ToUri(), replace: true);
        }
    }
}
