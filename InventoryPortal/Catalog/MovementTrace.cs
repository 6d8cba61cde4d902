namespace InventoryPortal.Catalog;

/// <summary>One movement from what brought it about to what the channels made of it.</summary>
/// <param name="Event">The delivery that was handled with it; null where a person or a schedule moved stock, or where it is no longer kept.</param>
/// <param name="Order">The order as it stands now; null where there is none.</param>
/// <param name="Answers">One for each listing of the product.</param>
public sealed record MovementTrace(
    long MovementId, DateTimeOffset RecordedAt, TracedEvent? Event, TracedOrder? Order, IReadOnlyList<TracedAnswer> Answers);

/// <summary>What the channel told.</summary>
/// <param name="Result">What it came to, in the portal's words.</param>
public sealed record TracedEvent(string Channel, string Topic, DateTimeOffset ReceivedAt, string? Result);

/// <summary>An order at its channel.</summary>
/// <param name="Status">The channel's own word.</param>
public sealed record TracedOrder(string Channel, string OrderId, string Status, DateTimeOffset PlacedAt, IReadOnlyList<TracedLine> Lines);

/// <summary>One line of an order, in units.</summary>
/// <param name="Sku">Null while it has no product.</param>
public sealed record TracedLine(string? Sku, string? Title, int Ordered, int Reserved, int Sold, int Returned);

/// <summary>What a movement meant to one listing.</summary>
public enum TracedAnswerKind
{
    /// <summary>The listing went on showing the same number.</summary>
    Unchanged,

    /// <summary>The channel confirmed the number that followed from it.</summary>
    Confirmed,

    /// <summary>The number that followed from it is not confirmed yet.</summary>
    Waiting,

    /// <summary>A later change has replaced its number since.</summary>
    Replaced,

    /// <summary>The listing is not written to.</summary>
    Silent,
}

/// <summary>What became of a movement at one listing.</summary>
/// <param name="Quantity">The number that is confirmed or waits; null where it says nothing about this movement.</param>
/// <param name="At">When it was confirmed.</param>
/// <param name="Call">The first write to the channel after the movement; null where none is kept.</param>
public sealed record TracedAnswer(
    string Channel, string ExternalId, TracedAnswerKind Kind, int? Quantity, DateTimeOffset? At, TracedCall? Call);

/// <summary>A call to a channel.</summary>
/// <param name="Status">HTTP status; null when no answer came.</param>
public sealed record TracedCall(long Id, DateTimeOffset StartedAt, int DurationMs, int? Status);
