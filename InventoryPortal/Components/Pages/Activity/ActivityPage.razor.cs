using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Activity;

/// <summary>Who did what. It stands still while it is read: a list that moves under the eye is no record.</summary>
public sealed partial class ActivityPage(ActivityQueries activity, IStringLocalizer<ActivityPage> text) : PortalPageBase
{
    private ActivityFilter _filter = new();
    private Paged<ActivityItem>? _deeds;

    [CascadingParameter]
    private BrowserFacts? Facts { get; set; }

    private TimeZoneInfo Zone => Facts?.TimeZone() ?? TimeZoneInfo.Utc;

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
        var scope = await ScopeAsync(cancellationToken);
        var deeds = await activity.ListAsync(filter.ToSelection(scope), new PageRequest(filter.Page, ActivityFilter.PageSize), cancellationToken);
        return () => (_filter, _deeds) = (filter, deeds);
    }

    private string Verb(string action)
    {
        var known = text["Action_" + action];
        return known.ResourceNotFound ? action : known.Value;
    }

    private void Narrow(ActivityFilter wanted)
    {
        if (wanted != _filter)
        {
            Navigation.NavigateTo((wanted with { Page = 1 }).ToUri(), replace: true);
        }
    }

    private static string? Asked(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private void Choose(ChangeEventArgs change) => Narrow(_filter with { What = Asked(change.Value as string) });

    private void From(ChangeEventArgs change) => Narrow(_filter with { Since = LocalInstant.Read(change.Value as string, Zone) });

    private void To(ChangeEventArgs change) => Narrow(_filter with { Until = LocalInstant.Read(change.Value as string, Zone) });

    private string? Local(DateTimeOffset? at) => at is { } instant ? LocalInstant.Write(instant, Zone) : null;
}
