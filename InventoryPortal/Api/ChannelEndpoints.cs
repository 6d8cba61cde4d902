using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Domain.Sync;
using InventoryPortal.Operations.Gaps;
using InventoryPortal.Operations.Jobs;

namespace InventoryPortal.Api;

/// <summary>Channels: connecting, steering, approving.</summary>
internal static class ChannelEndpoints
{
    /// <summary>Why a person pauses or resumes.</summary>
    internal sealed record ReasonBody(string? Reason = null);

    /// <summary>What to do with drift this time; null takes the channel's own policy.</summary>
    internal sealed record ReconcileBody(DriftPolicy? Policy = null, int? Sample = null);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/channels", ListAsync).Needs(Permissions.View).ListOf<ChannelView>();
        api.MapGet("/channels/{key}", FindAsync).Needs(Permissions.View).Reads<ChannelView>();
        api.MapGet("/channels/{key}/gaps", GapsAsync).Needs(Permissions.View).Query().Reads<ChannelSilence>();
        api.MapPost("/channels", CreateAsync).Needs(Permissions.ChannelsConnect)
            .Command<ChannelInput, ChannelView>(StatusCodes.Status201Created, key: true);
        api.MapPut("/channels/{key}", UpdateAsync).Needs(Permissions.ChannelsRules).Command<ChannelInput, ChannelView>();
        api.MapPost("/channels/{key}/test", TestAsync).Needs(Permissions.ChannelsConnect).Command<NoBody, ConnectionTest>(bodyOptional: true);
        api.MapPost("/channels/{key}/pause", PauseAsync).Needs(Permissions.SyncControl)
            .Command<ReasonBody, ChannelView>(key: true, bodyOptional: true);
        api.MapPost("/channels/{key}/resume", ResumeAsync).Needs(Permissions.SyncControl)
            .Command<ReasonBody, ChannelView>(key: true, bodyOptional: true);
        api.MapPost("/channels/{key}/approve", ApproveAsync).Needs(Permissions.ChannelsApprove)
            .Command<NoBody, ChannelView>(key: true, bodyOptional: true);
        api.MapPost("/channels/{key}/reconcile", ReconcileAsync).Needs(Permissions.SyncControl)
            .Command<ReconcileBody, JobItem>(StatusCodes.Status202Accepted, bodyOptional: true);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ChannelQueries channels)
    {
        var query = QueryWords.Of(http);
        var page = query.Page();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await channels.ListAsync(http.User.ToCaller(), page, http.RequestAborted));
    }

    private static async Task<IResult> FindAsync(HttpContext http, string key, ChannelQueries channels) =>
        Answers.Found(http, await channels.FindAsync(key, await http.ScopeAsync(), http.RequestAborted), $"Channel {key}", c => c.Version);

    private static async Task<IResult> GapsAsync(HttpContext http, string key, GapQueries gaps) =>
        QueryWords.Of(http).Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Found(http, await gaps.FindAsync(key, http.RequestAborted), $"Channel {key}");

    private static async Task<IResult> CreateAsync(HttpContext http, ApiCommand<ChannelInput> command, ChannelStore store) =>
        Answers.Of(
            http,
            await store.CreateAsync(command.Context, command.Body, http.RequestAborted),
            c => c.Version,
            c => $"{ApiFeature.Prefix}/channels/{c.Key}");

    private static async Task<IResult> UpdateAsync(HttpContext http, string key, ApiCommand<ChannelInput> command, ChannelStore store) =>
        Answers.Of(http, await store.UpdateAsync(command.Context, key, command.Body, command.IfMatch, http.RequestAborted), c => c.Version);

    private static async Task<IResult> TestAsync(HttpContext http, string key, ApiCommand<NoBody> command, ChannelQueries channels) =>
        Answers.Of(http, await channels.TestAsync(command.Context.Caller, key, http.RequestAborted));

    private static async Task<IResult> PauseAsync(HttpContext http, string key, ApiCommand<ReasonBody> command, ChannelControlStore control) =>
        Answers.Of(http, await control.PauseAsync(command.Context, key, command.Body.Reason, http.RequestAborted), c => c.Version);

    private static async Task<IResult> ResumeAsync(HttpContext http, string key, ApiCommand<ReasonBody> command, ChannelControlStore control) =>
        Answers.Of(http, await control.ResumeAsync(command.Context, key, command.Body.Reason, http.RequestAborted), c => c.Version);

    private static async Task<IResult> ApproveAsync(HttpContext http, string key, ApiCommand<NoBody> command, ChannelControlStore control) =>
        Answers.Of(http, await control.ApproveAsync(command.Context, key, http.RequestAborted), c => c.Version);

    private static async Task<IResult> ReconcileAsync(HttpContext http, string key, ApiCommand<ReconcileBody> command, JobStore jobs) =>
        Answers.Of(
            http,
            await jobs.EnqueueAsync(command.Context, new JobRequest(SyncJobKind.Reconcile, key, Policy: command.Body.Policy, Sample: command.Body.Sample), http.RequestAborted),
            location: j => $"{ApiFeature.Prefix}/sync-jobs/{j.Id}");
}
