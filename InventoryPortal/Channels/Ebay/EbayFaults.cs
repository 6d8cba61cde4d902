using System.Globalization;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>An error as every eBay API words it: <c>{"errorId","domain","category","message","longMessage","parameters":[{"name","value"}]}</c>.</summary>
internal sealed record EbayError(long Id, string Category, string Message, string About)
{
    /// <summary>Characters kept of eBay's sentence.</summary>
    private const int MaxMessage = 300;

    /// <summary>Parameters looked at.</summary>
    private const int MaxParameters = 20;

    /// <summary>The first error of a member <c>errors</c>; null when there is none that can be read.</summary>
    public static EbayError? FirstOf(JsonElement element)
    {
        if (element.Member("errors") is not { ValueKind: JsonValueKind.Array } errors || errors.GetArrayLength() == 0)
        {
            return null;
        }
        var error = errors[0];
        var message = error.Text("longMessage") ?? error.Text("message");
        if (error.Id("errorId") is not (var id and > 0) || message is null)
        {
            return null;
        }
        var about = error.Member("parameters") is { ValueKind: JsonValueKind.Array } parameters
            ? string.Join(' ', parameters.EnumerateArray().Take(MaxParameters).Select(p => p.Text("name") ?? ""))
            : "";
        return new EbayError(id, error.Text("category") ?? "", message[..Math.Min(message.Length, MaxMessage)], about);
    }

    /// <summary>The first error that a whole answer speaks of.</summary>
    public static EbayError? FirstOf(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            return FirstOf(document.RootElement);
        }
    }

    /// <summary>Its number, as people look it up.</summary>
    public string Code => Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether eBay itself failed, so that the same request may well be taken later.</summary>
    public bool IsPassing => Id == 25001 || Category == "APPLICATION";

    /// <summary>Whether its words hold any of these.</summary>
    public bool Speaks(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Message.Contains(word, StringComparison.OrdinalIgnoreCase) || About.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>What failed calls mean.</summary>
internal static class EbayFaults
{
    /// <summary>How long to leave it when eBay says "too many" and names no instant: its quotas are by the day, a minute costs nothing.</summary>
    private static readonly TimeSpan Breather = TimeSpan.FromSeconds(60);

    /// <summary>A read's failure; null when the answer is a success.</summary>
    public static ReadFailure? OfRead(EbayCall call, DateTimeOffset now) => call.NoToken ?? OfRead(call.Answer!, now);

    /// <inheritdoc cref="OfRead(EbayCall, DateTimeOffset)" />
    public static ReadFailure? OfRead(OutboundAnswer answer, DateTimeOffset now) => answer switch
    {
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        OutboundAnswer.Answered { Status: >= 200 and < 300 } => null,
        OutboundAnswer.Answered { Status: 401 or 403 } a => new ReadFailure.Reauthorise(Describe(a)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) => new ReadFailure.Transient(Until(a, now), true, Describe(a)),
        OutboundAnswer.Answered { Status: >= 500 } a => new ReadFailure.Transient(null, false, Describe(a)),
        OutboundAnswer.Answered a => new ReadFailure.Unusable(Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The verdict on every item of a push that failed as a whole; null when the answer has one for each.</summary>
    public static PushVerdict? OfPush(EbayCall call, DateTimeOffset now) => call.NoToken is { } failure ? NotSent(failure) : call.Answer switch
    {
        OutboundAnswer.NotSent n => new PushVerdict.RetryAt(null, false, n.Reason),
        OutboundAnswer.Lost l => new PushVerdict.Unknown(l.Reason),
        OutboundAnswer.Answered { Status: 200 or 207 } => null,
        OutboundAnswer.Answered { Status: 401 or 403 } a => new PushVerdict.Reauthorise(Describe(a)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) => new PushVerdict.RetryAt(Until(a, now), true, Describe(a)),
        // It may have worked on some of the items before it failed.
        OutboundAnswer.Answered { Status: >= 500 or < 300 } a => new PushVerdict.Unknown(Describe(a)),
        OutboundAnswer.Answered a => new PushVerdict.RetryAt(null, false, Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The verdict on what was not sent because something before it failed.</summary>
    public static PushVerdict NotSent(ReadFailure failure) => failure switch
    {
        ReadFailure.Reauthorise r => new PushVerdict.Reauthorise(r.Reason),
        ReadFailure.Transient t => new PushVerdict.RetryAt(t.NotBefore, t.Throttled, t.Reason),
        _ => new PushVerdict.RetryAt(null, false, failure.Reason),
    };

    /// <summary>The failure as a sentence for a person.</summary>
    public static string Describe(OutboundAnswer.Answered answer)
    {
        var error = EbayError.FirstOf(answer.Body) is { } e ? $" eBay says: {e.Message} ({e.Code})" : "";
        return answer.Status switch
        {
            401 => $"eBay does not take our token.{error}",
            403 => $"eBay does not let us do this: the seller's consent must cover sell.inventory, sell.fulfillment and commerce.notification.subscription.{error}",
            429 => $"eBay's limit on calls is reached.{error}",
            _ => $"eBay answered HTTP {answer.Status}.{error}",
        };
    }

    private static DateTimeOffset Until(OutboundAnswer.Answered answer, DateTimeOffset now) => WaitHeaders.RetryAfter(answer, now) ?? now + Breather;
}
