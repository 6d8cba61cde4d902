using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>What failed calls mean.</summary>
internal static class TopFaults
{
    /// <summary>A read's failure; null when the answer is a success.</summary>
    public static ReadFailure? OfRead(TopAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets) => answer switch
    {
        TopAnswer.Good => null,
        TopAnswer.Banned b => new ReadFailure.Transient(b.Until, true, Banned),
        TopAnswer.Unreadable u => new ReadFailure.Unusable(u.Reason),
        TopAnswer.Refused { Error: { IsThrottle: true } e } => new ReadFailure.Transient(now + e.Ban, true, Describe(e, secrets)),
        TopAnswer.Refused { Error: { IsSignIn: true } e } => new ReadFailure.Reauthorise(Describe(e, secrets)),
        TopAnswer.Refused { Error: { IsPlatform: true } or { IsClock: true } } r => new ReadFailure.Transient(null, false, Describe(r.Error, secrets)),
        TopAnswer.Refused r => new ReadFailure.Unusable(Describe(r.Error, secrets)),
        TopAnswer.Failed { Answer: OutboundAnswer.Answered a } when WaitHeaders.AsksToWait(a) => new ReadFailure.Transient(WaitHeaders.RetryAfter(a, now), true, Describe(a)),
        TopAnswer.Failed { Answer: OutboundAnswer.Answered { Status: < 500 } a } => new ReadFailure.Unusable(Describe(a)),
        TopAnswer.Failed f => new ReadFailure.Transient(null, false, Describe(f.Answer)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The verdict on every push of a call that failed; null when the answer is a success.</summary>
    public static PushVerdict? OfPush(TopAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets) => answer switch
    {
        TopAnswer.Good => null,
        TopAnswer.Banned b => new PushVerdict.RetryAt(b.Until, true, Banned),
        TopAnswer.Unreadable u => new PushVerdict.Unknown(u.Reason),
        TopAnswer.Refused { Error: { IsThrottle: true } e } => new PushVerdict.RetryAt(now + e.Ban, true, Describe(e, secrets)),
        TopAnswer.Refused { Error: { IsSignIn: true } e } => new PushVerdict.Reauthorise(Describe(e, secrets)),
        TopAnswer.Refused { Error: { IsClock: true } e } => new PushVerdict.RetryAt(null, false, Describe(e, secrets)),
        // It failed at it, and does not say how far it had come.
        TopAnswer.Refused { Error: { IsPlatform: true } e } => new PushVerdict.Unknown(Describe(e, secrets)),
        TopAnswer.Refused { Error: var e } => new PushVerdict.Rejected(e.SubCode.Length > 0 ? e.SubCode : $"{e.Code}", Describe(e, secrets)),
        TopAnswer.Failed { Answer: OutboundAnswer.NotSent n } => new PushVerdict.RetryAt(null, false, n.Reason),
        TopAnswer.Failed { Answer: OutboundAnswer.Answered a } when WaitHeaders.AsksToWait(a) => new PushVerdict.RetryAt(WaitHeaders.RetryAfter(a, now), true, Describe(a)),
        // Not Taobao's own words: a proxy before it, which did not pass the call on.
        TopAnswer.Failed { Answer: OutboundAnswer.Answered { Status: >= 300 and < 500 } a } => new PushVerdict.RetryAt(null, false, Describe(a)),
        TopAnswer.Failed f => new PushVerdict.Unknown(Describe(f.Answer)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>The failure as a sentence; null for a success.</summary>
    public static string? Describe(TopAnswer answer, IReadOnlyList<string> secrets) => answer switch
    {
        TopAnswer.Good => null,
        TopAnswer.Banned => Banned,
        TopAnswer.Unreadable u => u.Reason,
        TopAnswer.Refused r => Describe(r.Error, secrets),
        TopAnswer.Failed f => Describe(f.Answer),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private const string Banned = "Taobao said that it takes no call yet; none was made.";

    private static string Describe(TopError error, IReadOnlyList<string> secrets)
    {
        var remedy = error switch
        {
            { IsThrottle: true } => "",
            { IsClock: true } => " This machine's clock is more than ten minutes off.",
            { Code: 25 } => " Check the app secret.",
            { Code: 28 or 29 } => " Check the app key.",
            { IsRight: true } => " The app lacks a right: ask for it in the open platform's console.",
            { IsSignIn: true } => " The session has ended or is none of this app: authorise the app again and enter the new session.",
            _ => "",
        };
        return Masking.Text($"Taobao answered {error}.{remedy}", secrets)!;
    }

    private static string Describe(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent n => n.Reason,
        OutboundAnswer.Lost l => l.Reason,
        OutboundAnswer.Answered { Status: >= 300 and < 400 } a => $"The gateway redirects (HTTP {a.Status}); enter the address that it redirects to.",
        OutboundAnswer.Answered a => $"The gateway, or something before it, answered HTTP {a.Status}.",
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };
}
