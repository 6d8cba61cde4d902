using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;
using InventoryPortal.Operations.Errors;

namespace InventoryPortal.Api;

/// <summary>Incidents, and the portal's own errors.</summary>
internal static class AlertEndpoints
{
    /// <summary>What a person says on acknowledging.</summary>
    internal sealed record Acknowledgement(string? Note);

    private const int DefaultHours = 24;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/alerts", ListAsync).Needs(Permissions.View).ListOf<AlertChange>("state", "kind", "channel", "sku");
        api.MapPost("/alerts/{id:long}/acknowledge", AcknowledgeAsync).Needs(Permissions.AlertsAcknowledge)
            .Command<Acknowledgement, AlertChange>(bodyOptional: true);
        api.MapGet("/errors", ErrorsAsync).Needs(Permissions.View).Query("hours").Reads<IReadOnlyList<ErrorGroup>>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, AlertQueries alerts, RightsLookup rights)
    {
        var query = QueryWords.Of(http);
        var held = await rights.FindAsync(http.User.ToCaller(), http.RequestAborted);
        var selection = new AlertSelection(
            query.Word<AlertState>("state"), query.Word<AlertKind>("kind"), query.Text("channel"), query.Text("sku"), held?.Channels);
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await alerts.ListAsync(selection, page, http.RequestAborted));
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, long id, ApiCommand<Acknowledgement> command, AlertStore store) =>
        Answers.Of(http, await store.AcknowledgeAsync(command.Context, id, command.Body.Note, http.RequestAborted));

    private static async Task<IResult> ErrorsAsync(HttpContext http, ErrorQueries errors)
    {
        var query = QueryWords.Of(http);
        var hours = query.Number("hours", DefaultHours, 1, ErrorQueries.MaxHours);
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await errors.GroupedAsync(hours, http.RequestAborted));
    }
}
