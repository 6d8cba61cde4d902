using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Custom;

/// <summary>What failed calls to a site mean.</summary>
internal static class CustomFaults
{
    /// <summary>A read's failure; null when the answer is a success.</summary>
    public static ReadFailure? OfRead(OutboundAnswer answer, DateTimeOffset now) => answer switch
    {
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        OutboundAnswer.Answered { Status: 200 } => null,
        OutboundAnswer.Answered { Status: 401 or 403 } a => new ReadFailure.Reauthorise(Describe(a)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) => new ReadFailure.Transient(WaitHeaders.RetryAfter(a, now), true, Describe(a)),
        OutboundAnswer.Answered { Status: >= 500 } a => new ReadFailure.Transient(null, false, Describe(a)),
        OutboundAnswer.Answered a => new ReadFailure.Unusable(Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The verdict on every item of a push that failed as a whole; null when the answer has one for each.</summary>
    public static PushVerdict? OfPush(OutboundAnswer answer, DateTimeOffset now) => answer switch
    {
        OutboundAnswer.NotSent n => new PushVerdict.RetryAt(null, false, n.Reason),
        OutboundAnswer.Lost l => new PushVerdict.Unknown(l.Reason),
        OutboundAnswer.Answered { Status: 200 } => null,
        OutboundAnswer.Answered { Status: 401 or 403 } a => new PushVerdict.Reauthorise(Describe(a)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) => new PushVerdict.RetryAt(WaitHeaders.RetryAfter(a, now), true, Describe(a)),
        // It may have worked on some of the items before it failed.
        OutboundAnswer.Answered { Status: >= 500 or < 300 } a => new PushVerdict.Unknown(Describe(a)),
        OutboundAnswer.Answered a => new PushVerdict.RetryAt(null, false, Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The failure as a sentence for a person.</summary>
    public static string Describe(OutboundAnswer.Answered answer) => answer.Status switch
    {
        401 or 403 => $"The site refuses our signature (HTTP {answer.Status}): check that both sides hold the same signing secret and that their clocks agree.",
        >= 300 and < 400 => $"The site redirects (HTTP {answer.Status}); enter the address that it redirects to.",
        _ => $"The site, or something before it, answered HTTP {answer.Status}.",
    };
}
