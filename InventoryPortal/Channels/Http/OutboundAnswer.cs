namespace InventoryPortal.Channels.Http;

/// <summary>What one call came to, before anybody interprets it. A closed set.</summary>
/// <param name="Duration">Wall time of the call.</param>
public abstract record OutboundAnswer(TimeSpan Duration)
{
    /// <summary>A whole answer. Header names compare without case; several values of one name are joined by ", ".</summary>
    public sealed record Answered(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, TimeSpan Duration)
        : OutboundAnswer(Duration)
    {
        /// <summary>The header's value, null when it was not sent.</summary>
        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }

    /// <summary>No byte of the request left: nothing can have been done.</summary>
    public sealed record NotSent(NotSentCause Cause, string Reason, TimeSpan Duration) : OutboundAnswer(Duration);

    /// <summary>The request may have arrived, but no whole answer came back: it may have been done.</summary>
    public sealed record Lost(string Reason, int? Status, TimeSpan Duration) : OutboundAnswer(Duration);
}

/// <summary>Why nothing was sent.</summary>
public enum NotSentCause
{
    /// <summary>The host name has no address.</summary>
    Name,

    /// <summary>Nobody accepted the connection.</summary>
    Connect,

    /// <summary>The connection could not be secured: certificate or protocol.</summary>
    Tls,

    /// <summary>The portal's own rules forbid the address.</summary>
    Refused,
}
