using InventoryPortal.Lab.Book;
using Microsoft.AspNetCore.Http;

namespace InventoryPortal.Lab;

/// <summary>One request to a simulated shop.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">What follows the shop's address, without slashes at the ends: <c>wp-json/wc/v3/products/batch</c>.</param>
/// <param name="Query">Query with the question mark, or empty.</param>
/// <param name="Parameters">The same, read.</param>
/// <param name="Headers">As sent; names without regard to case.</param>
/// <param name="Body">Body as UTF-8 text; empty without.</param>
/// <param name="Address">The shop's address as the caller reached it, for answers that name further addresses; without a slash at the end.</param>
public sealed record LabRequest(
    string Method, string Path, string Query, IQueryCollection Parameters, IHeaderDictionary Headers, string Body, Uri Address)
{
    /// <summary>A header's value; null without.</summary>
    public string? Header(string name) => Headers[name].ToString() is { Length: > 0 } value ? value : null;
}

/// <summary>What of the shop's state bears on an answer.</summary>
/// <param name="Credentials">The ones that it takes, by camelCase name; null when it takes none, because they were revoked or it is not open yet.</param>
/// <param name="HalfFails">Every second item of a batch fails, as the channel words a fault of its own.</param>
public sealed record LabScene(IReadOnlyDictionary<string, string>? Credentials, bool HalfFails);

/// <summary>An answer before it is written.</summary>
/// <param name="Headers">Beside content type, length and date.</param>
/// <param name="Ping">A webhook that this request made or switched on and that the channel tries out now; its topic is <see cref="OutgoingHook.Ping"/>.</param>
/// <param name="Asks">What the channel has to find out at the caller's before it can answer; the rest of the reply is then nobody's.</param>
public sealed record LabReply(
    int Status, string Body, string ContentType = "application/json; charset=utf-8", IReadOnlyDictionary<string, string>? Headers = null, ShopHook? Ping = null,
    LabQuestion? Asks = null)
{
    /// <summary>The answer is made of what a GET to the caller brings back.</summary>
    public static LabReply After(LabQuestion question) => new(0, "", Asks: question);

    /// <summary>What the web server in front of most shops says in a shop's place; null for a fault without such an answer.</summary>
    public static LabReply? Usual(LabFault fault) => fault switch
    {
        LabFault.TooMany => new LabReply(429, """{"errors":"Too Many Requests"}""", Headers: new Dictionary<string, string> { ["Retry-After"] = "2" }),
        LabFault.ServerError => new LabReply(503, "<html><head><title>503 Service Temporarily Unavailable</title></head></html>", "text/html"),
        LabFault.Html => new LabReply(200, "<!doctype html><title>Briefly unavailable for scheduled maintenance.</title>", "text/html; charset=UTF-8"),
        _ => null,
    };
}

/// <summary>A GET by which a channel makes sure of an address before it answers the request that named it.</summary>
/// <param name="Then">The answer, of the status (0: none came) and the body that came back; called under the shop's lock.</param>
public sealed record LabQuestion(Uri Address, Func<int, string, LabReply> Then);

/// <summary>One webhook that leaves now.</summary>
/// <param name="Number">Of the message, the same at every try and for a double.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="At">When it leaves.</param>
public sealed record OutgoingHook(ShopHook Hook, string Topic, ShopEvent What, long Number, string Body, int Attempt, DateTimeOffset At)
{
    /// <summary>Topic of the message that only tries a new webhook out.</summary>
    public const string Ping = "ping";
}

/// <summary>How a delivery is wrapped.</summary>
public sealed record LabEnvelope(string ContentType, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What goes out in place of the message's own words; null for those.</summary>
    public string? Body { get; init; }
}

/// <summary>What became of a delivery.</summary>
/// <param name="Taken">Whether the channel counts it as delivered.</param>
/// <param name="RetryIn">When it is tried again; null for never.</param>
public sealed record HookOutcome(bool Taken, TimeSpan? RetryIn);

/// <summary>Deliveries so far.</summary>
public sealed record HookCounts(int Waiting, int Taken, int Refused, int Disabled);
