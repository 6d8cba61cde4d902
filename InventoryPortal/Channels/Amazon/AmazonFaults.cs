using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>An error as Amazon words it: <c>{"errors":[{"code","message","details"}]}</c>, or LWA's <c>{"error","error_description"}</c>.</summary>
internal sealed record AmazonError(string Code, string Message)
{
    /// <summary>Characters kept of Amazon's code and of its sentence.</summary>
    private const int MaxCode = 100;
    private const int MaxMessage = 300;

    /// <summary>The first error of a whole answer; null when it holds none.</summary>
    public static AmazonError? Of(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.Text("error") is { } grant)
            {
                return Make(grant, root.Text("error_description"));
            }
            return root.Member("errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0 && errors[0].Text("code") is { } code
                ? Make(code, errors[0].Text("details") ?? errors[0].Text("message"))
                : null;
        }
    }

    public static AmazonError Make(string code, string? message) => new(Cut(code, MaxCode), Cut(message ?? code, MaxMessage));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>What failed calls mean.</summary>
internal static class AmazonFaults
{
    /// <summary>A read's failure; null when the answer is a success.</summary>
    public static ReadFailure? OfRead(AmazonCall call) => call.Held ?? call.Answer switch
    {
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        OutboundAnswer.Answered { Status: 200 or 201 or 202 } => null,
        OutboundAnswer.Answered { Status: 401 or 403 } a => new ReadFailure.Reauthorise(Describe(a)),
        OutboundAnswer.Answered { Status: 429 } a => new ReadFailure.Transient(call.NextToken, true, Describe(a)),
        OutboundAnswer.Answered { Status: >= 500 } a => new ReadFailure.Transient(null, false, Describe(a)),
        OutboundAnswer.Answered a => new ReadFailure.Unusable(Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The same of a file at an address of its own, which ends after five minutes and is no matter of the seller's credential.</summary>
    public static ReadFailure.Transient? OfFile(AmazonCall call) => call.Answer switch
    {
        OutboundAnswer.Answered { Status: 200 } => null,
        OutboundAnswer.Answered a => new ReadFailure.Transient(null, false, $"The document could not be had from its address (HTTP {a.Status})."),
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The verdict on every item of a call that failed as a whole; null when the answer has to be read.</summary>
    /// <param name="changes">Whether the call itself may have changed quantities: an answer that was lost then leaves the outcome open.</param>
    public static PushVerdict? OfPush(AmazonCall call, bool changes) => call.Held is { } held ? OfHeld(held) : call.Answer switch
    {
        OutboundAnswer.NotSent n => new PushVerdict.RetryAt(null, false, n.Reason),
        OutboundAnswer.Lost l => Open(changes, l.Reason),
        OutboundAnswer.Answered { Status: 200 or 201 or 202 } => null,
        OutboundAnswer.Answered { Status: 401 or 403 } a => new PushVerdict.Reauthorise(Describe(a)),
        OutboundAnswer.Answered { Status: 429 } a => new PushVerdict.RetryAt(call.NextToken, true, Describe(a)),
        OutboundAnswer.Answered { Status: >= 500 or < 300 } a => Open(changes, Describe(a)),
        OutboundAnswer.Answered { Status: 400 or 404 } a when AmazonError.Of(a.Body) is { } error => new PushVerdict.Rejected(error.Code, error.Message),
        OutboundAnswer.Answered a => new PushVerdict.RetryAt(null, false, Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>What a read's failure means for a push that needed it.</summary>
    public static PushVerdict OfHeld(ReadFailure held) => held switch
    {
        ReadFailure.Reauthorise r => new PushVerdict.Reauthorise(r.Reason),
        ReadFailure.Transient t => new PushVerdict.RetryAt(t.NotBefore, t.Throttled, t.Reason),
        _ => new PushVerdict.RetryAt(null, false, held.Reason),
    };

    /// <summary>The failure as a sentence for a person.</summary>
    public static string Describe(OutboundAnswer.Answered answer)
    {
        var said = AmazonError.Of(answer.Body) is { } error ? $" Amazon says: {error.Code}, {error.Message}" : "";
        return answer.Status switch
        {
            401 or 403 => $"Amazon refuses the access (HTTP {answer.Status}): check that the application has the roles Product Listing and Inventory and Order Tracking and that the seller authorised it.{said}",
            429 => $"Amazon's budget for this operation is used up (HTTP 429).{said}",
            >= 300 and < 400 => $"The address redirects (HTTP {answer.Status}); Amazon's own does not.",
            _ => $"Amazon, or something before it, answered HTTP {answer.Status}.{said}",
        };
    }

    private static PushVerdict Open(bool changes, string reason) => changes ? new PushVerdict.Unknown(reason) : new PushVerdict.RetryAt(null, false, reason);
}
