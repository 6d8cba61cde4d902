using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using InventoryPortal.Access;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Api;

/// <summary>An RFC 9457 problem document, the only shape of an error that programs get.</summary>
/// <param name="Type">A URN that is stable per <paramref name="Code"/>.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">One sentence for a person; never a stack trace.</param>
/// <param name="Code">Stable, snake case.</param>
/// <param name="TraceId">Finds the request in logs and traces.</param>
/// <param name="Errors">Field to messages, on 400.</param>
/// <param name="Current">The present resource, on 412.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] object? Current = null)
{
    public const string ContentType = "application/problem+json";

    /// <summary>Seconds after which a caller that was told to come back may do so.</summary>
    public const int RetryAfterSeconds = 1;

    /// <summary>The one place where a refusal gets its HTTP status.</summary>
    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Stale => StatusCodes.Status412PreconditionFailed,
        RefusalKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new UnreachableException($"Refusal kind {kind} has no status."),
    };

    /// <summary>The document for an expected refusal.</summary>
    public static Problem Of(HttpContext http, Refusal refusal)
    {
        var status = StatusOf(refusal.Kind);
        var errors = refusal.Errors;
        if (status == StatusCodes.Status400BadRequest)
        {
            errors ??= new Dictionary<string, string[]> { [""] = [refusal.Detail] };
        }
        return Build(http, status, refusal.Code, refusal.Detail, errors, refusal.Current);
    }

    /// <summary>The document for a bare status that the pipeline set.</summary>
    public static Problem Of(HttpContext http, int status)
    {
        var (code, detail) = status switch
        {
            StatusCodes.Status400BadRequest => ("bad_request", "The request cannot be read."),
            StatusCodes.Status401Unauthorized => ("unauthenticated", "A valid API key is needed: Authorization: Bearer <api key>."),
            StatusCodes.Status403Forbidden => ("forbidden", "The caller lacks the right to do this."),
            StatusCodes.Status404NotFound => ("not_found", "There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "This address does not take the method."),
            StatusCodes.Status408RequestTimeout => ("request_timeout", "The request did not arrive in time."),
            StatusCodes.Status413PayloadTooLarge => ("body_too_large", "The body is larger than this address takes."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The body must be application/json."),
            StatusCodes.Status429TooManyRequests => ("too_many_requests", "Too many requests; try again shortly."),
            StatusCodes.Status503ServiceUnavailable => ("unavailable", "Not possible right now; try again shortly."),
            >= 500 => ("internal_error", "Something went wrong in the portal; the trace id finds it in the log."),
            _ => ("request_refused", "The request was refused."),
        };
        var errors = status == StatusCodes.Status400BadRequest ? new Dictionary<string, string[]> { [""] = [detail] } : null;
        return Build(http, status, code, detail, errors, current: null);
    }

    /// <summary>The document for a status with a reason of its own.</summary>
    public static Problem Of(HttpContext http, int status, string code, string detail) => Build(http, status, code, detail, errors: null, current: null);

    /// <summary>As stored with an idempotency key and as sent.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ApiJson.Options);

    /// <summary>Sends it, unless an answer is already under way.</summary>
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        if (Status == StatusCodes.Status503ServiceUnavailable && http.Response.Headers.RetryAfter.Count == 0)
        {
            http.Response.Headers.RetryAfter = "1";
        }
        await http.Response.WriteAsync(ToJson(), http.RequestAborted);
    }

    // From the request and not from where the code runs: a refusal rendered in a worker, to be given to repeats, is the same document.
    private static string TraceOf(HttpContext http) =>
        (http.Features.Get<IHttpActivityFeature>()?.Activity ?? Activity.Current)?.TraceId.ToString() ?? http.TraceIdentifier;

    private static Problem Build(
        HttpContext http, int status, string code, string detail, IReadOnlyDictionary<string, string[]>? errors, object? current) =>
        new(
            $"urn:inventory-portal:problem:{code}",
            ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error",
            status,
            detail,
            code,
            TraceOf(http),
            errors,
            current);
}

/// <summary>Answers with a problem document.</summary>
internal sealed class ProblemResult(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);
}
