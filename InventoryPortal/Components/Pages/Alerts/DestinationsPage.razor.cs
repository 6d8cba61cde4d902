using InventoryPortal.Access;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Domain.Values;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using MudBlazor;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>Where alerts are sent, and what became of the latest.</summary>
public sealed partial class DestinationsPage(
    DestinationQueries destinations, DestinationStore store, IOptions<SmtpOptions> smtp, IDialogService dialogs, IStringLocalizer<AlertsPage> text) : PortalPageBase
{
    public const string Path = "/alerts/destinations";

    private const int PageSize = 25;

    private const int MaxPage = 1_000_000;

    private IReadOnlyList<DestinationView> _destinations = [];
    private Paged<DeliveryView>? _deliveries;
    private bool _mayEdit;
    private bool _mayRetry;
    private bool _isTesting;
    private bool _hasMailServer;

    private IStringLocalizer<AlertsPage> Text => text;

    /// <inheritdoc />
    protected override LiveTopics Topics => LiveTopics.None.With(LiveAreas.Alerts);

    /// <inheritdoc />
    protected override async Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken)
    {
        var page = UriState.Read(uri).Number("page", 1, 1, MaxPage);
        var mayEdit = await Session.AllowsAsync(Permissions.SettingsManage, cancellationToken);
        var mayRetry = await Session.AllowsAsync(Permissions.AlertsAcknowledge, cancellationToken);
        var scope = await Session.ScopeAsync(cancellationToken);
        var list = await destinations.ListAsync(scope, cancellationToken);
        var deliveries = await destinations.DeliveriesAsync(null, scope, new PageRequest(page, PageSize), cancellationToken);
        return () => (_destinations, _deliveries, _mayEdit, _mayRetry, _hasMailServer) = (list, deliveries, mayEdit, mayRetry, smtp.Value.IsConfigured);
    }

    private static string Address(int page) => UriState.Write(Path, ("page", UriState.Page(page)));

    private static string Tone(DestinationView destination) => destination switch
    {
        { IsEnabled: false } => "tone-off",
        { BrokenReason: not null } => "tone-bad",
        { RetryAt: not null } => "tone-warn",
        _ => "tone-ok",
    };

    private static string Word(DestinationView destination) => destination switch
    {
        { IsEnabled: false } => "SwitchedOff",
        { BrokenReason: not null } => "Broken",
        { RetryAt: not null } => "Waiting",
        _ => "SwitchedOn",
    };

    private static string Tone(DeliveryState state) => state switch
    {
        DeliveryState.Sent => "tone-ok",
        DeliveryState.Pending => "tone-info",
        DeliveryState.Dead => "tone-bad",
        _ => "tone-off",
    };

    private string Rule(DestinationView destination)
    {
        var parts = new List<string> { text["From" + destination.LeastSeverity] };
        parts.AddRange(destination.Kinds?.Select(k => text["Kind" + k].Value) ?? []);
        parts.AddRange(destination.Channels ?? []);
        parts.AddRange(destination.Skus ?? []);
        if (destination is { QuietFrom: { } from, QuietTo: { } to })
        {
            parts.Add(text["QuietFromTo", from.ToString("HH:mm", null), to.ToString("HH:mm", null), destination.TimeZone]);
        }
        if (destination.Digest != DigestMode.None)
        {
            parts.Add(text["Digest" + destination.Digest]);
        }
        return string.Join(" · ", parts);
    }

    private string Occasion(string occasion) => text[occasion switch
    {
        AlertNotices.Opened => "OccasionOpened",
        _ when occasion.StartsWith(AlertNotices.ResolvedPrefix, StringComparison.Ordinal) => "OccasionResolved",
        _ => "OccasionAgain",
    }];

    private async Task EditAsync(DestinationView? destination)
    {
        var dialog = await dialogs.ShowAsync<DestinationDialog>(
            text[destination is null ? "AddDestination" : "EditDestination"], new DialogParameters<DestinationDialog> { { d => d.Destination, destination } });
        await dialog.Result;
        await ReloadAsync();
    }

    private async Task TestAsync(DestinationView destination)
    {
        _isTesting = true;
        try
        {
            var answer = await store.TestAsync(await Session.CommandAsync(), destination.Id, CancellationToken.None);
            if (Session.Tell(answer) && answer is CommandAnswer<DestinationTrial>.Done { Value: var trial })
            {
                Session.Say(
                    trial.Ok ? text["TestTaken", destination.Name] : text["TestFailed", destination.Name, StageText.Of(trial.Reason) ?? ""],
                    trial.Ok ? Severity.Success : Severity.Error);
            }
        }
        finally
        {
            _isTesting = false;
        }
    }

    private async Task DeleteAsync(DestinationView destination)
    {
        if (await dialogs.ConfirmAsync(text["Delete"], text["DeleteQuestion", destination.Name], text["Delete"], grave: true))
        {
            Session.Tell(await store.DeleteAsync(await Session.CommandAsync(), destination.Id, CancellationToken.None), text["Saved"]);
            await ReloadAsync();
        }
    }

    private async Task RetryAsync(DeliveryView delivery)
    {
        Session.Tell(await store.RetryAsync(await Session.CommandAsync(), delivery.Id, CancellationToken.None), text["SentAgain"]);
        await ReloadAsync();
    }
}
