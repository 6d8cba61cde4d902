using InventoryPortal.Access;
using InventoryPortal.Dispatch;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Intake;

namespace InventoryPortal.Api;

/// <summary>The inbox of webhooks and how each channel keeps up.</summary>
internal static class SyncEndpoints
{
    /// <summary>One channel's delivery, in the shape of the contract.</summary>
    internal sealed record SyncStatus(
        string Channel,
        ChannelState State,
        int Pending,
        int InFlight,
        int Failed,
        double? OldestPendingSeconds,
        DateTimeOffset? LastConfirmedAt,
        double? EventLagSeconds,
        double? PushLagP50Ms,
        double? PushLagP99Ms,
        int CallsPerMinute,
        string Breaker);

    /// <summary>An event that was given back to the workers.</summary>
    internal sealed record ReplayResult(long Id, string Status);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/sync/status", StatusAsync).Needs(Permissions.View).Query().Reads<IReadOnlyList<SyncStatus>>();
        api.MapGet("/events", EventsAsync).Needs(Permissions.View).ListOf<InboxItemView>("channel", "status");
        api.MapPost("/events/{id:long}/replay", ReplayAsync).Needs(Permissions.EventsReplay).Command<NoBody, ReplayResult>(bodyOptional: true);
    }

    private static async Task<IResult> StatusAsync(HttpContext http, DispatchQueries dispatch, IntakeGauge intake)
    {
        if (QueryWords.Of(http).Refusal is { } refusal)
        {
            return Answers.Refused(http, refusal);
        }
        var lanes = await dispatch.StatusAsync(await http.ScopeAsync(), http.RequestAborted);
        return Answers.Ok(lanes
            .Select(l => new SyncStatus(
                l.Channel, l.State, l.Pending, l.InFlight, l.Failed, l.OldestPendingSeconds, l.LastConfirmedAt,
                intake.LagSeconds(l.ChannelId), l.PushLagP50Ms, l.PushLagP99Ms, l.CallsPerMinute, l.Breaker))
            .ToList());
    }

    private static async Task<IResult> EventsAsync(HttpContext http, InboxQueries inbox)
    {
        var query = QueryWords.Of(http);
        var page = query.Page();
        var status = query.Text("status");
        if (status is not null && !InboxQueries.Statuses.Contains(status, StringComparer.Ordinal))
        {
            query.Wrong("status", $"One of these is expected: {string.Join(", ", InboxQueries.Statuses)}.");
        }
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await inbox.ListAsync(new InboxSelection(query.Text("channel"), status, await http.ScopeAsync()), page.Page, page.PageSize, http.RequestAborted));
    }

    private static async Task<IResult> ReplayAsync(HttpContext http, long id, ApiCommand<NoBody> command, InboxReplay replay, AnswerStore answers)
    {
        var context = command.Context;
        if (await answers.FindAsync<ReplayResult>(context.Request, http.RequestAborted) is { } before)
        {
            return Answers.Of(http, before);
        }

        // The store's own answer is a bare id; what is remembered must be what is sent.
        return await replay.ReplayAsync(context with { Request = null }, id, http.RequestAborted) switch
        {
            CommandAnswer<long>.Done done => Answers.Of(
                http, await answers.RememberAsync(context.Request, new ReplayResult(done.Value, "pending"), http.RequestAborted)),
            var other => Answers.Of(http, other),
        };
    }
}
