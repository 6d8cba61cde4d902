using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Api;

/// <summary>Where alerts are sent, and what became of it.</summary>
internal static class AlertDestinationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/alert-destinations", ListAsync).Needs(Permissions.View).Reads<IReadOnlyList<DestinationView>>();
        api.MapPost("/alert-destinations", CreateAsync).Needs(Permissions.SettingsManage)
            .Command<DestinationInput, DestinationView>(StatusCodes.Status201Created, key: true);
        api.MapPut("/alert-destinations/{id:long}", UpdateAsync).Needs(Permissions.SettingsManage).Command<DestinationInput, DestinationView>();
        api.MapDelete("/alert-destinations/{id:long}", DeleteAsync).Needs(Permissions.SettingsManage).Command<NoBody, DestinationView>(bodyOptional: true);
        api.MapPost("/alert-destinations/{id:long}/test", TestAsync).Needs(Permissions.SettingsManage).Command<NoBody, DestinationTrial>(bodyOptional: true);
        api.MapGet("/alert-deliveries", DeliveriesAsync).Needs(Permissions.View).ListOf<DeliveryView>("state");
        api.MapPost("/alert-deliveries/{id:long}/retry", RetryAsync).Needs(Permissions.AlertsAcknowledge).Command<NoBody, DeliveryView>(bodyOptional: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, DestinationQueries destinations) =>
        Answers.Ok(await destinations.ListAsync(await http.ScopeAsync(), http.RequestAborted));

    private static async Task<IResult> CreateAsync(HttpContext http, ApiCommand<DestinationInput> command, DestinationStore store) =>
        Answers.Of(http, await store.CreateAsync(command.Context, command.Body, http.RequestAborted), d => d.Version);

    private static async Task<IResult> UpdateAsync(HttpContext http, long id, ApiCommand<DestinationInput> command, DestinationStore store) =>
        Answers.Of(http, await store.UpdateAsync(command.Context, id, command.Body, command.IfMatch, http.RequestAborted), d => d.Version);

    private static async Task<IResult> DeleteAsync(HttpContext http, long id, ApiCommand<NoBody> command, DestinationStore store) =>
        Answers.Of(http, await store.DeleteAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> TestAsync(HttpContext http, long id, ApiCommand<NoBody> command, DestinationStore store) =>
        Answers.Of(http, await store.TestAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> DeliveriesAsync(HttpContext http, DestinationQueries destinations)
    {
        var query = QueryWords.Of(http);
        var state = query.Word<DeliveryState>("state");
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await destinations.DeliveriesAsync(state, await http.ScopeAsync(), page, http.RequestAborted));
    }

    private static async Task<IResult> RetryAsync(HttpContext http, long id, ApiCommand<NoBody> command, DestinationStore store) =>
        Answers.Of(http, await store.RetryAsync(command.Context, id, http.RequestAborted));
}
