using InventoryPortal.Domain.Orders;

namespace InventoryPortal.Domain.Channels;

/// <summary>One delivery as it came in. <paramref name="Body"/> is the raw bytes that the signature covers. Header names are lower case.</summary>
public sealed record WebhookDelivery(IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt);

/// <summary>What to do with a delivery. A closed set.</summary>
public abstract record WebhookReception
{
    private WebhookReception() { }

    /// <summary>Genuine: store it under <paramref name="EventKey"/> (unique per channel and content), then answer 2xx.</summary>
    /// <param name="EventKey">Same for a redelivery of the same content, at most 200 characters.</param>
    /// <param name="Topic">The channel's topic.</param>
    /// <param name="SubjectId">The order or item it speaks of, when the headers or body say so: events of one subject are handled in turn.</param>
    /// <param name="KeptHeaders">Headers worth keeping; no secret.</param>
    public sealed record Genuine(string EventKey, string Topic, string? SubjectId, IReadOnlyDictionary<string, string> KeptHeaders) : WebhookReception;

    /// <summary>A handshake that needs no storing; answer 200.</summary>
    public sealed record Ping : WebhookReception;

    /// <summary>Not signed, or not by this channel's secret; answer <see cref="ChannelTraits.ForgedStatus"/> and do nothing.</summary>
    public sealed record Forged(string Reason) : WebhookReception;
}

/// <summary>What a stored event means. A closed set.</summary>
public abstract record ChannelEvent
{
    private ChannelEvent() { }

    /// <summary>The order's state, whole.</summary>
    public sealed record Order(OrderSnapshot Snapshot) : ChannelEvent;

    /// <summary>The event names an order but does not carry enough of it: read it.</summary>
    public sealed record OrderChanged(string OrderId, string Reason) : ChannelEvent;

    /// <summary>
    /// The event is one part of an order that cannot be read at the channel: the order is put together by
    /// <see cref="IChannelAdapter.Compose"/> from every event of this subject that is on record.
    /// </summary>
    public sealed record OrderPart(string OrderId) : ChannelEvent;

    /// <summary>The channel's quantity of an item may have changed: a hint to look, never a movement.</summary>
    public sealed record StockHint(string ExternalId, int? Quantity) : ChannelEvent;

    /// <summary>Nothing that concerns stock.</summary>
    public sealed record Irrelevant(string Reason) : ChannelEvent;

    /// <summary>Not readable: the event is kept as dead with this reason.</summary>
    public sealed record Malformed(string Reason) : ChannelEvent;
}

/// <summary>The state of our subscriptions at the channel.</summary>
/// <param name="Ok">Whether every topic is delivered to us now.</param>
/// <param name="Changes">What was done, a sentence each; empty when all stood already.</param>
/// <param name="Failure">Null when the channel could be asked.</param>
public sealed record WebhookSetup(bool Ok, IReadOnlyList<string> Changes, ReadFailure? Failure);

/// <summary>One event out of a channel's queue.</summary>
/// <param name="Receipt">What confirms it.</param>
/// <param name="Event">As a webhook of the same content would be received.</param>
/// <param name="Body">Raw, to be given to <see cref="IChannelAdapter.Interpret"/>.</param>
public sealed record PulledEvent(string Receipt, WebhookReception.Genuine Event, ReadOnlyMemory<byte> Body);

/// <summary>What a channel's queue held. <paramref name="MayHaveMore"/>: ask again at once.</summary>
public sealed record EventPull(IReadOnlyList<PulledEvent> Events, bool MayHaveMore, ReadFailure? Failure)
{
    public static readonly EventPull Nothing = new([], false, null);
}

/// <summary>The answer to an endpoint challenge: 200 with this body.</summary>
public sealed record ChallengeAnswer(string ContentType, ReadOnlyMemory<byte> Body);
