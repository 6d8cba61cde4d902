using InventoryPortal.Access;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;

namespace InventoryPortal.Api;

/// <summary>What goes wrong: by type as the contract has it, and by cause with its remedy.</summary>
internal static class ErrorEndpoints
{
    /// <summary>What a person says on resolving.</summary>
    internal sealed record Resolution(string? Note);

    /// <summary>Which sort of work is taken up again; all of it where left out.</summary>
    internal sealed record Again(GivenUp? Work);

    private const int DefaultHours = 24;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/errors", ErrorsAsync).Needs(Permissions.View).Query("hours", "severity").Reads<IReadOnlyList<ErrorGroup>>();
        api.MapGet("/errors/causes", CausesAsync).Needs(Permissions.View).Query("hours", "severity", "state").Reads<IReadOnlyList<CauseView>>();
        api.MapPost("/errors/causes/{cause}/resolve", ResolveAsync).Needs(Permissions.ErrorsResolve).Command<Resolution, CauseOutcome>(bodyOptional: true);
        api.MapPost("/errors/causes/{cause}/retry", RetryAsync).Needs(Permissions.SyncControl).Command<Again, CauseRetried>(bodyOptional: true);
    }

    private static async Task<IResult> ErrorsAsync(HttpContext http, ErrorQueries errors)
    {
        var query = QueryWords.Of(http);
        var (hours, severity) = (Hours(query), Severity(query));
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await errors.GroupedAsync(new ErrorSelection(hours, Severity: severity, Channels: await http.ScopeAsync()), http.RequestAborted));
    }

    private static async Task<IResult> CausesAsync(HttpContext http, CauseQueries causes)
    {
        var query = QueryWords.Of(http);
        var selection = new CauseSelection(Hours(query), Severity(query), query.Word<CauseState>("state"), await http.ScopeAsync());
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await causes.ListAsync(selection, http.RequestAborted));
    }

    private static async Task<IResult> ResolveAsync(HttpContext http, string cause, ApiCommand<Resolution> command, ErrorCauseStore store) =>
        Answers.Of(http, await store.ResolveAsync(command.Context, cause, command.Body.Note, http.RequestAborted));

    private static async Task<IResult> RetryAsync(HttpContext http, string cause, ApiCommand<Again> command, CauseRetry retry, AnswerStore answers)
    {
        var context = command.Context;
        if (await answers.FindAsync<CauseRetried>(context.Request, http.RequestAborted) is { } before)
        {
            return Answers.Of(http, before);
        }

        // Many commands under one operation: what is remembered is what came of all of them.
        return await retry.RetryAsync(context with { Request = null }, cause, command.Body.Work, http.RequestAborted) switch
        {
            CommandAnswer<CauseRetried>.Done done => Answers.Of(http, await answers.RememberAsync(context.Request, done.Value, http.RequestAborted)),
            var other => Answers.Of(http, other),
        };
    }

    private static int Hours(QueryWords query) => query.Number("hours", DefaultHours, 1, ErrorQueries.MaxHours);

    private static string? Severity(QueryWords query)
    {
        var severity = query.Text("severity");
        if (severity is not null && !ErrorQueries.Severities.Contains(severity, StringComparer.Ordinal))
        {
            query.Wrong("severity", $"One of these is expected: {string.Join(", ", ErrorQueries.Severities)}.");
        }
        return severity;
    }
}
