using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Schedules;

namespace InventoryPortal.Api;

/// <summary>What runs when, how it came out, and its steering.</summary>
internal static class ScheduleEndpoints
{
    /// <summary>Why it is paused, for whoever reads it later.</summary>
    internal sealed record Pausing(string? Reason);

    /// <summary>The time of day in the portal's zone; null is the schedule's own.</summary>
    internal sealed record Timing(Change<TimeOnly?> Time);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/schedules", ListAsync).Needs(Permissions.View).Query().Reads<IReadOnlyList<ScheduleView>>();
        api.MapPost("/schedules/{name}/run", RunAsync).Needs(Permissions.SyncControl).Command<NoBody, ScheduleView>(StatusCodes.Status202Accepted, bodyOptional: true);
        api.MapPost("/schedules/{name}/pause", PauseAsync).Needs(Permissions.SyncControl).Command<Pausing, ScheduleView>(bodyOptional: true);
        api.MapPost("/schedules/{name}/resume", ResumeAsync).Needs(Permissions.SyncControl).Command<NoBody, ScheduleView>(bodyOptional: true);
        api.MapPut("/schedules/{name}", SetTimeAsync).Needs(Permissions.SettingsManage).Command<Timing, ScheduleView>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, ScheduleQueries schedules) =>
        QueryWords.Of(http).Refusal is { } refusal ? Answers.Refused(http, refusal) : Answers.Ok(await schedules.ListAsync(http.RequestAborted));

    private static async Task<IResult> RunAsync(HttpContext http, string name, ApiCommand<NoBody> command, ScheduleControlStore store) =>
        Answers.Of(http, await store.RunAsync(command.Context, name, http.RequestAborted));

    private static async Task<IResult> PauseAsync(HttpContext http, string name, ApiCommand<Pausing> command, ScheduleControlStore store) =>
        Answers.Of(http, await store.PauseAsync(command.Context, name, command.Body.Reason, http.RequestAborted));

    private static async Task<IResult> ResumeAsync(HttpContext http, string name, ApiCommand<NoBody> command, ScheduleControlStore store) =>
        Answers.Of(http, await store.ResumeAsync(command.Context, name, http.RequestAborted));

    private static async Task<IResult> SetTimeAsync(HttpContext http, string name, ApiCommand<Timing> command, ScheduleControlStore store) =>
        command.Body.Time.IsSet
            ? Answers.Of(http, await store.SetTimeAsync(command.Context, name, command.Body.Time.Value, http.RequestAborted))
            : Answers.Refused(http, new RequiredMembers().Need("time", null).Refusal!);
}
