using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Api;

/// <summary>A channel's listings and their mapping.</summary>
internal static class ListingEndpoints
{
    /// <summary>Whether to only say what would be done.</summary>
    internal sealed record AutoMapBody(bool DryRun = false);

    private const string Marker = "/listings/";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/channels/{key}/listings", ListAsync).Needs(Permissions.View).ListOf<ListingView>("state", "search");
        api.MapGet("/channels/{key}/listings/{**externalId}", FindAsync).Needs(Permissions.View).Reads<ListingView>();
        api.MapPut("/channels/{key}/listings/{**externalId}", UpdateAsync).Needs(Permissions.ListingsEdit).Command<ListingEdit, ListingView>();
        api.MapPost("/channels/{key}/listings/auto-map", AutoMapAsync).Needs(Permissions.ListingsEdit)
            .Command<AutoMapBody, AutoMapResult>(bodyOptional: true);
        api.MapPost("/channels/{key}/listings/import", ImportAsync).Needs(Permissions.SyncControl)
            .Command<NoBody, JobItem>(StatusCodes.Status202Accepted, bodyOptional: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string key, ListingQueries listings)
    {
        var query = QueryWords.Of(http);
        var state = query.Word<LinkState>("state");
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Found(http, await listings.ListAsync(new ListingSearch(key, state, query.Text("search")), page, http.RequestAborted), $"Channel {key}");
    }

    private static async Task<IResult> FindAsync(HttpContext http, string key, string externalId, ListingQueries listings)
    {
        externalId = ExternalId(http, externalId);
        return Answers.Found(http, await listings.FindAsync(key, externalId, http.RequestAborted), $"Listing {externalId}", l => l.Version);
    }

    private static async Task<IResult> UpdateAsync(HttpContext http, string key, string externalId, ApiCommand<ListingEdit> command, ListingStore store) =>
        Answers.Of(
            http, await store.UpdateAsync(command.Context, key, ExternalId(http, externalId), command.Body, command.IfMatch, http.RequestAborted), l => l.Version);

    private static async Task<IResult> AutoMapAsync(HttpContext http, string key, ApiCommand<AutoMapBody> command, FirstFill fill) =>
        Answers.Of(http, await fill.RunAsync(command.Context, key, command.Body.DryRun, http.RequestAborted));

    private static async Task<IResult> ImportAsync(HttpContext http, string key, ApiCommand<NoBody> command, JobStore jobs) =>
        Answers.Of(
            http,
            await jobs.EnqueueAsync(command.Context, new JobRequest(SyncJobKind.Import, key), http.RequestAborted),
            location: j => $"{ApiFeature.Prefix}/sync-jobs/{j.Id}");

    /// <summary>The channel's own id exactly as the caller encoded it.</summary>
    private static string ExternalId(HttpContext http, string routed) => RawPath.After(http, Marker, routed);
}
