using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.LiveFeed;
using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Api;

/// <summary>Incidents.</summary>
internal static class AlertEndpoints
{
    /// <summary>What a person says on acknowledging.</summary>
    internal sealed record Acknowledgement(string? Note);

    /// <summary>Until when nobody wants to hear of it; null ends the snooze.</summary>
    internal sealed record Snooze(DateTimeOffset? Until);

    /// <summary>Who looks after it; null for nobody.</summary>
    internal sealed record Assignment(string? To);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/alerts", ListAsync).Needs(Permissions.View).ListOf<AlertChange>("state", "kind", "channel", "sku");
        api.MapPost("/alerts/{id:long}/acknowledge", AcknowledgeAsync).Needs(Permissions.AlertsAcknowledge)
            .Command<Acknowledgement, AlertChange>(bodyOptional: true);
        api.MapPost("/alerts/{id:long}/snooze", SnoozeAsync).Needs(Permissions.AlertsAcknowledge).Command<Snooze, AlertChange>();
        api.MapPost("/alerts/{id:long}/assign", AssignAsync).Needs(Permissions.AlertsAcknowledge).Command<Assignment, AlertChange>();
        api.MapPost("/alerts/{id:long}/note", NoteAsync).Needs(Permissions.AlertsAcknowledge).Command<Acknowledgement, AlertChange>();
        api.MapPost("/alerts/{id:long}/resolve", ResolveAsync).Needs(Permissions.AlertsAcknowledge).Command<NoBody, AlertChange>(bodyOptional: true);
        api.MapPost("/alerts/{id:long}/reopen", ReopenAsync).Needs(Permissions.AlertsAcknowledge).Command<NoBody, AlertChange>(bodyOptional: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, AlertQueries alerts)
    {
        var query = QueryWords.Of(http);
        var selection = new AlertSelection(
            query.Word<AlertState>("state"), query.Word<AlertKind>("kind"), query.Text("channel"), query.Text("sku"), await http.ScopeAsync());
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await alerts.ListAsync(selection, page, http.RequestAborted));
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, long id, ApiCommand<Acknowledgement> command, AlertStore store) =>
        Answers.Of(http, await store.AcknowledgeAsync(command.Context, id, command.Body.Note, http.RequestAborted));

    private static async Task<IResult> SnoozeAsync(HttpContext http, long id, ApiCommand<Snooze> command, AlertStore store) =>
        Answers.Of(http, await store.SnoozeAsync(command.Context, id, command.Body.Until, http.RequestAborted));

    private static async Task<IResult> AssignAsync(HttpContext http, long id, ApiCommand<Assignment> command, AlertStore store) =>
        Answers.Of(http, await store.AssignAsync(command.Context, id, command.Body.To, http.RequestAborted));

    private static async Task<IResult> NoteAsync(HttpContext http, long id, ApiCommand<Acknowledgement> command, AlertStore store) =>
        Answers.Of(http, await store.NoteAsync(command.Context, id, command.Body.Note, http.RequestAborted));

    private static async Task<IResult> ResolveAsync(HttpContext http, long id, ApiCommand<NoBody> command, AlertStore store) =>
        Answers.Of(http, await store.ResolveAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> ReopenAsync(HttpContext http, long id, ApiCommand<NoBody> command, AlertStore store) =>
        Answers.Of(http, await store.ReopenAsync(command.Context, id, http.RequestAborted));
}
