using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>Makes of one call what people may see of it.</summary>
internal static class OutboundTrace
{
    /// <param name="target">Path and query, masked.</param>
    /// <param name="sent">Body, masked.</param>
    /// <param name="secrets">Everything that may never be seen.</param>
    /// <param name="describe">Says what an answered failure means; called for statuses from 400 up.</param>
    public static CallTrace Of(
        HttpMethod method, string target, string? sent, OutboundAnswer answer, IReadOnlyList<string> secrets, Func<OutboundAnswer.Answered, string?> describe) =>
        answer switch
        {
            OutboundAnswer.Answered a => new CallTrace(
                method.Method, target, a.Status, a.Duration, sent, Masking.Bytes(a.Body.Span, secrets), a.Status < 400 ? null : describe(a)),
            OutboundAnswer.NotSent n => new CallTrace(method.Method, target, null, n.Duration, sent, null, n.Reason),
            OutboundAnswer.Lost l => new CallTrace(method.Method, target, l.Status, l.Duration, sent, null, l.Reason),
            _ => throw new InvalidOperationException("An answer of a kind unknown here."),
        };
}
