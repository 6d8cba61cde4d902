using InventoryPortal.Access;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Api;

/// <summary>Long work and its state.</summary>
internal static class JobEndpoints
{
    /// <summary>The job that a caller asks for.</summary>
    internal sealed record JobBody(SyncJobKind? Kind = null, string? Channel = null, string? Sku = null, DriftPolicy? Policy = null);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sync-jobs", ListAsync).Needs(Permissions.View).ListOf<JobItem>("status", "channel", "kind");
        api.MapGet("/sync-jobs/{id:long}", FindAsync).Needs(Permissions.View).Reads<JobItem>();
        api.MapPost("/sync-jobs", EnqueueAsync).Needs(Permissions.SyncControl).Command<JobBody, JobItem>(StatusCodes.Status202Accepted);
        api.MapPost("/sync-jobs/{id:long}/retry", RetryAsync).Needs(Permissions.SyncControl).Command<NoBody, JobItem>(bodyOptional: true);
        api.MapPost("/sync-jobs/{id:long}/cancel", CancelAsync).Needs(Permissions.SyncControl).Command<NoBody, JobItem>(bodyOptional: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, JobQueries jobs)
    {
        var query = QueryWords.Of(http);
        var selection = new JobSelection(
            query.Word<JobStatus>("status"), query.Text("channel"), query.Word<SyncJobKind>("kind"), await http.ScopeAsync());
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await jobs.ListAsync(selection, page, http.RequestAborted));
    }

    private static async Task<IResult> FindAsync(HttpContext http, long id, JobQueries jobs) =>
        Answers.Found(http, await jobs.FindAsync(id, await http.ScopeAsync(), http.RequestAborted), $"Job {id}");

    private static async Task<IResult> EnqueueAsync(HttpContext http, ApiCommand<JobBody> command, JobStore store)
    {
        var body = command.Body;
        if (body.Kind is not { } kind)
        {
            return Answers.Refused(http, new RequiredMembers().Need("kind", null).Refusal!);
        }
        return Answers.Of(
            http,
            await store.EnqueueAsync(command.Context, new JobRequest(kind, body.Channel, body.Sku, body.Policy), http.RequestAborted),
            location: j => $"{ApiFeature.Prefix}/sync-jobs/{j.Id}");
    }

    private static async Task<IResult> RetryAsync(
        HttpContext http, long id, ApiCommand<NoBody> command, JobStore store, JobQueries jobs) =>
        await HiddenAsync(http, id, jobs) ?? Answers.Of(http, await store.RetryAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> CancelAsync(
        HttpContext http, long id, ApiCommand<NoBody> command, JobStore store, JobQueries jobs) =>
        await HiddenAsync(http, id, jobs) ?? Answers.Of(http, await store.CancelAsync(command.Context, id, http.RequestAborted));

    /// <summary>Not found, for a caller that is limited to channels and may not see the job; else null.</summary>
    private static async Task<IResult?> HiddenAsync(HttpContext http, long id, JobQueries jobs) =>
        await http.ScopeAsync() is { } channels && await jobs.FindAsync(id, channels, http.RequestAborted) is null
            ? Answers.Refused(http, Refusal.NotFound($"Job {id}"))
            : null;
}
