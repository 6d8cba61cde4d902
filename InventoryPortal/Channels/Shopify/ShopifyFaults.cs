using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>A call that came to nothing, as a read and as a write see it.</summary>
internal sealed record ShopifyFault(ReadFailure Read, PushVerdict Push)
{
    /// <summary>What was asked for is denied to the app, not the shop as a whole: the fault of a part that can do without counts for that part alone.</summary>
    public bool IsDenied { get; private init; }

    public static ShopifyFault Denied(string reason) => SignIn(reason) with { IsDenied = true };

    /// <summary>The call was not made, or was surely not worked on: try again.</summary>
    public static ShopifyFault NotDone(string reason) => new(new ReadFailure.Transient(null, false, reason), new PushVerdict.RetryAt(null, false, reason));

    /// <summary>It may have been worked on.</summary>
    public static ShopifyFault Open(string reason) => new(new ReadFailure.Transient(null, false, reason), new PushVerdict.Unknown(reason));

    public static ShopifyFault SignIn(string reason) => new(new ReadFailure.Reauthorise(reason), new PushVerdict.Reauthorise(reason));

    public static ShopifyFault Wait(DateTimeOffset? until, string reason) =>
        new(new ReadFailure.Transient(until, true, reason), new PushVerdict.RetryAt(until, true, reason));

    /// <summary>It was refused before any work; trying the same again leads nowhere, and a person should see why.</summary>
    public static ShopifyFault Refused(string reason) => new(new ReadFailure.Unusable(reason), new PushVerdict.RetryAt(null, false, reason));

    /// <summary>An answer without meaning, such as a page of HTML with status 200.</summary>
    public static ShopifyFault NoSense(string reason) => new(new ReadFailure.Unusable(reason), new PushVerdict.Unknown(reason));

    /// <summary>No token was to be had, so that nothing was sent.</summary>
    public static ShopifyFault NoToken(ReadFailure failure) => failure switch
    {
        ReadFailure.Reauthorise refused => SignIn(refused.Reason),
        ReadFailure.Transient { Throttled: true } wait => Wait(wait.NotBefore, wait.Reason),
        _ => new(failure, new PushVerdict.RetryAt(null, false, failure.Reason)),
    };
}

/// <summary>What failed calls to a shop mean. Pure.</summary>
internal static class ShopifyFaults
{
    /// <summary>Characters kept of a shop's own words.</summary>
    private const int MaxWords = 300;

    /// <summary>The fault of an answer by its status; null when it is 200 and its body is to be read.</summary>
    public static ShopifyFault? OfStatus(OutboundAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets) => answer switch
    {
        OutboundAnswer.NotSent n => ShopifyFault.NotDone(n.Reason),
        OutboundAnswer.Lost l => ShopifyFault.Open(l.Reason),
        OutboundAnswer.Answered { Status: 200 } => null,
        OutboundAnswer.Answered { Status: 401 } a => ShopifyFault.SignIn(Describe(a, secrets)),
        // A bare 403 comes from a firewall in front of the shop.
        OutboundAnswer.Answered { Status: 403 } a when WordsOf(a.Body) is not null => ShopifyFault.SignIn(Describe(a, secrets)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) || a.Status == 430 => ShopifyFault.Wait(WaitHeaders.RetryAfter(a, now), Describe(a, secrets)),
        OutboundAnswer.Answered { Status: >= 500 or < 300 } a => ShopifyFault.Open(Describe(a, secrets)),
        OutboundAnswer.Answered a => ShopifyFault.Refused(Describe(a, secrets)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The fault that top-level errors are; null when there are none. With any of them the data are not to be used.</summary>
    /// <param name="mayWait">When a call that cost too much may be tried again.</param>
    /// <param name="isChange">The call changes something: with any result beside the errors it may have done so.</param>
    public static ShopifyFault? OfErrors(JsonElement root, Func<DateTimeOffset> mayWait, bool isChange, IReadOnlyList<string> secrets)
    {
        if (root.Member("errors") is not { } errors || errors is { ValueKind: JsonValueKind.Array } && errors.GetArrayLength() == 0)
        {
            return null;
        }
        var first = errors.ValueKind == JsonValueKind.Array ? errors[0] : errors;
        var words = Masking.Text(Words(first), secrets) ?? "no reason";
        var hasResult = root.Member("data") is { ValueKind: JsonValueKind.Object } data && data.EnumerateObject().Any(m => m.Value.ValueKind != JsonValueKind.Null);
        return first.Member("extensions")?.Text("code") switch
        {
            _ when isChange && hasResult => ShopifyFault.Open($"The shop answered with a result and with an error: {words}"),
            "THROTTLED" => ShopifyFault.Wait(mayWait(), "The shop's bucket of points is empty."),
            "ACCESS_DENIED" => ShopifyFault.Denied($"The shop denies access: {words}"),
            "SHOP_INACTIVE" => ShopifyFault.SignIn($"The shop denies access: {words}"),
            "INTERNAL_SERVER_ERROR" or "TIMEOUT" => ShopifyFault.Open($"The shop failed inside: {words}"),
            // The rest is said before any work: a document, a variable or a version that the shop does not take.
            _ => ShopifyFault.Refused($"The shop refuses the call: {words}"),
        };
    }

    /// <summary>The failure as a sentence for a person.</summary>
    public static string Describe(OutboundAnswer.Answered answer, IReadOnlyList<string> secrets)
    {
        var words = WordsOf(answer.Body) is { } said ? $": {said}" : ".";
        var text = answer.Status switch
        {
            401 => $"The shop refuses our credential (HTTP 401){words}",
            402 => "The shop is frozen until its owner settles its bill (HTTP 402).",
            404 => "No shop answers at this address (HTTP 404): check the shop domain, and that the API version still exists.",
            423 => "The shop is locked (HTTP 423).",
            >= 300 and < 400 => $"The shop redirects (HTTP {answer.Status}): enter its permanent .myshopify.com domain.",
            _ => $"The shop, or something before it, answered HTTP {answer.Status}{words}",
        };
        return Masking.Text(text, secrets)!;
    }

    private static string? WordsOf(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            return root.Text("error_description") ?? root.Text("error") ?? (root.Member("errors") is { } errors ? Words(errors) : null);
        }
    }

    private static string Words(JsonElement error)
    {
        var text = error.ValueKind == JsonValueKind.Object ? error.Text("message") ?? error.GetRawText() : error.GetRawText().Trim('"');
        return text.Length <= MaxWords ? text : text[..MaxWords];
    }
}
