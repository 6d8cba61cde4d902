using InventoryPortal.Access;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Api;

/// <summary>Long work and its state.</summary>
internal static class JobEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sync-jobs", ListAsync).Needs(Permissions.View).ListOf<JobItem>("status", "channel", "kind");
        api.MapGet("/sync-jobs/{id:long}", FindAsync).Needs(Permissions.View).Reads<JobItem>();
        api.MapPost("/sync-jobs", EnqueueAsync).Needs(Permissions.SyncControl).Command<JobRequest, JobItem>(StatusCodes.Status202Accepted);
        api.MapPost("/sync-jobs/{id:long}/retry", RetryAsync).Needs(Permissions.SyncControl).Command<NoBody, JobItem>(bodyOptional: true);
        api.MapPost("/sync-jobs/{id:long}/cancel", CancelAsync).Needs(Permissions.SyncControl).Command<NoBody, JobItem>(bodyOptional: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, JobQueries jobs, RightsLookup rights)
    {
        var query = QueryWords.Of(http);
        var selection = new JobSelection(
            query.Word<JobStatus>("status"), query.Text("channel"), query.Word<SyncJobKind>("kind"), await ChannelsAsync(http, rights));
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await jobs.ListAsync(selection, page, http.RequestAborted));
    }

    private static async Task<IResult> FindAsync(HttpContext http, long id, JobQueries jobs, RightsLookup rights) =>
        Answers.Found(http, await jobs.FindAsync(id, await ChannelsAsync(http, rights), http.RequestAborted), $"Job {id}");

    private static async Task<IResult> EnqueueAsync(HttpContext http, ApiCommand<JobRequest> command, JobStore store) =>
        Answers.Of(
            http,
            await store.EnqueueAsync(command.Context, command.Body, http.RequestAborted),
            location: j => $"{ApiFeature.Prefix}/sync-jobs/{j.Id}");

    private static async Task<IResult> RetryAsync(HttpContext http, long id, ApiCommand<NoBody> command, JobStore store) =>
        Answers.Of(http, await store.RetryAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> CancelAsync(HttpContext http, long id, ApiCommand<NoBody> command, JobStore store) =>
        Answers.Of(http, await store.CancelAsync(command.Context, id, http.RequestAborted));

    private static async Task<IReadOnlySet<string>?> ChannelsAsync(HttpContext http, RightsLookup rights) =>
        (await rights.FindAsync(http.User.ToCaller(), http.RequestAborted))?.Channels;
}
