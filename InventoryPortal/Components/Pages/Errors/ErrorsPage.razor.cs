using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Errors;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Errors;

/// <summary>What goes wrong: by cause with its remedy, by type, and one by one.</summary>
public sealed partial class ErrorsPage(
    ErrorQueries errors, CauseQueries causes, ErrorCauseStore store, CauseRetry retry, IDialogService dialogs, IStringLocalizer<ErrorsPage> text) : PortalPageBase
{
    private ErrorsFilter _filter = new(ErrorsFilter.Choices[0]);
    private IReadOnlyList<CauseView> _causes = [];
    private IReadOnlyList<ErrorGroup> _groups = [];
    private Paged<ErrorItem> _errors = new([], 1, ErrorsFilter.PageSize, 0);
    private bool _mayResolve;
    private bool _mayRetry;
    private int _hours;

    private IStringLocalizer<ErrorsPage> Text => text;

    private IReadOnlyList<TabLinks.Tab> Tabs =>
        [.. ErrorsFilter.Choices.Select(h => new TabLinks.Tab(text["Hours" + h], (_filter with { Hours = h, Page = 1 }).ToUri(), h == _filter.Hours))];

    private IEnumerable<(string Word, string Href, bool IsCurrent)> SeverityChoices => ErrorQueries.Severities.Prepend(null).Select(s =>
        (text[s is null ? "AllSeverities" : "Severity_" + s].Value, (_filter with { Severity = s, Page = 1 }).ToUri(), s == _filter.Severity));

    private IEnumerable<(string Word, string Href, bool IsCurrent)> StateChoices => new CauseState?[] { null, CauseState.Open, CauseState.Resolved }.Select(s =>
        (text["State_" + (s?.ToString() ?? "All")].Value, (_filter with { State = s, Page = 1 }).ToUri(), s == _filter.State));

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Alerts);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var filter = ErrorsFilter.Parse(uri);
        var mayResolve = await Session.AllowsAsync(Permissions.ErrorsResolve, cancellationToken);
        var mayRetry = await Session.HoldsAsync(Permissions.SyncControl, cancellationToken);
        var scope = await Session.ScopeAsync(cancellationToken);
        var list = await causes.ListAsync(filter.ToCauses() with { Channels = scope }, cancellationToken);
        var groups = await errors.GroupedAsync(new ErrorSelection(filter.Hours, Severity: filter.Severity, Channels: scope), cancellationToken);
        var single = await errors.ListAsync(filter.ToErrors() with { Channels = scope }, new PageRequest(filter.Page, ErrorsFilter.PageSize), cancellationToken);
        return () => (_filter, _hours, _causes, _groups, _errors, _mayResolve, _mayRetry) = (filter, filter.Hours, list, groups, single, mayResolve, mayRetry);
    }

    private void ShowHours() =>
        Navigation.NavigateTo((_filter with { Hours = Math.Clamp(_hours, 1, ErrorQueries.MaxHours), Page = 1 }).ToUri());

    private async Task ResolveAsync(CauseView cause)
    {
        if (await dialogs.ConfirmWithReasonAsync(text["Resolve"], text["ResolveQuestion", cause.Title], text["Resolve"]) is { } note)
        {
            Session.Tell(await store.ResolveAsync(await Session.CommandAsync(), cause.Cause, note, CancellationToken.None), text["ResolvedIt"]);
            await ReloadAsync();
        }
    }

    private async Task RetryAsync((string Cause, GivenUp Work) what)
    {
        var answer = await retry.RetryAsync(await Session.CommandAsync(), what.Cause, what.Work, CancellationToken.None);
        Session.Tell(answer, answer is CommandAnswer<CauseRetried>.Done { Value: var done }
            ? text["Retried", Numbers.Of(done.Listings + done.Events + done.Jobs + done.Deliveries)].Value : null);
        await ReloadAsync();
    }
}
