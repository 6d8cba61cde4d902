using InventoryPortal.Access;

namespace InventoryPortal.Api;

/// <summary>Turns what the stages answer into HTTP answers.</summary>
internal static class Answers
{
    /// <summary>A resource or list.</summary>
    public static IResult Ok<T>(T value) => Results.Json(value, ApiJson.Options);

    /// <summary>A refusal of a read.</summary>
    public static IResult Refused(HttpContext http, Refusal refusal) => new ProblemResult(Problem.Of(http, refusal));

    /// <summary>A resource, or 404.</summary>
    public static IResult Found<T>(HttpContext http, T? value, string what, Func<T, long>? version = null)
        where T : class
    {
        if (value is null)
        {
            return Refused(http, Refusal.NotFound(what));
        }
        if (version is not null)
        {
            SetVersion(http, version(value));
        }
        return Ok(value);
    }

    /// <summary>What a command came to, with the status that its address has for success.</summary>
    /// <param name="http">The request.</param>
    /// <param name="answer">From the stage.</param>
    /// <param name="version">Version of the resource, for the ETag.</param>
    /// <param name="location">Address of what was made.</param>
    public static IResult Of<T>(HttpContext http, CommandAnswer<T> answer, Func<T, long>? version = null, Func<T, string>? location = null)
    {
        switch (answer)
        {
            case CommandAnswer<T>.Done done:
                if (version is not null)
                {
                    SetVersion(http, version(done.Value));
                }
                if (location is not null)
                {
                    http.Response.Headers.Location = location(done.Value);
                }
                var rules = http.GetEndpoint()!.Metadata.GetRequiredMetadata<CommandRules>();
                return Results.Json(done.Value, ApiJson.Options, statusCode: rules.SuccessStatus);
            case CommandAnswer<T>.Refused refused:
                return Refused(http, refused.Refusal);
            case CommandAnswer<T>.Replayed replayed:
                http.Response.Headers[IdempotencyKeys.ReplayedHeader] = "true";
                var type = replayed.Answer.Status >= StatusCodes.Status400BadRequest ? Problem.ContentType : "application/json; charset=utf-8";
                return Results.Text(replayed.Answer.Body, type, statusCode: replayed.Answer.Status);
            default:
                throw new InvalidOperationException($"{answer} is no answer.");
        }
    }

    private static void SetVersion(HttpContext http, long version) => http.Response.Headers.ETag = $"\"{version}\"";
}
