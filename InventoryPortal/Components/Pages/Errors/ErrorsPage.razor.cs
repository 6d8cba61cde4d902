using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Errors;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Pages.Errors;

/// <summary>The portal's own errors, by type and one by one.</summary>
public sealed partial class ErrorsPage(ErrorQueries errors, IStringLocalizer<ErrorsPage> text) : PortalPageBase
{
    private ErrorsFilter _filter = new(ErrorsFilter.Choices[0], null, 1);
    private List<ErrorGroup> _groups = [];
    private Paged<ErrorItem> _errors = new([], 1, ErrorsFilter.PageSize, 0);

    private IStringLocalizer<ErrorsPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
        [.. ErrorsFilter.Choices.Select(h => new TabLinks.Tab(text["Hours" + h], (_filter with { Hours = h, Page = 1 }).ToUri(), h == _filter.Hours))];

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None;

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ErrorsFilter.Parse(uri);
        var groups = await errors.GroupedAsync(filter.Hours, cancellationToken);
        var list = await errors.ListAsync(filter.Hours, filter.Type, severity: null, new PageRequest(filter.Page, ErrorsFilter.PageSize), cancellationToken);
        return () => (_filter, _groups, _errors) = (filter, groups, list);
    }
}
