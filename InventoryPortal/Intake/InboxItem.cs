using System.Security.Cryptography;
using System.Text.Json;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Intake;

/// <summary>One delivery on its way to the disk.</summary>
internal sealed record InboxItem(
    long ChannelId, string EventKey, string Topic, string? SubjectId, byte[] Body, string? HeadersJson, DateTimeOffset ReceivedAt, bool IsWebhook)
{
    public TaskCompletionSource<Acceptance> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static InboxItem Of(long channelId, WebhookReception.Genuine genuine, ReadOnlyMemory<byte> body, DateTimeOffset now) => new(
        channelId, genuine.EventKey, genuine.Topic, genuine.SubjectId, body.ToArray(),
        JsonSerializer.Serialize(IntakeTelemetry.WithMark(genuine.KeptHeaders)), now, IsWebhook: true);

    /// <summary>An order as a page listed it. The same state comes under the same key, however often it is listed.</summary>
    /// <param name="channelId">Its channel.</param>
    /// <param name="order">As listed.</param>
    /// <param name="listedAt">When, in the channel's own time as far as it tells it.</param>
    /// <param name="now">When, in ours.</param>
    public static InboxItem Polled(long channelId, RawOrder order, DateTimeOffset listedAt, DateTimeOffset now)
    {
        // It may still change under this stamp: this look is one of its own, and a later one is another.
        var look = order.NamesOnly && listedAt - order.ModifiedAt < RawOrder.SameStamp ? $":{listedAt.UtcTicks}" : "";
        return new(
            channelId,
            $"poll:{order.OrderId}:{order.ModifiedAt.UtcTicks}:{Convert.ToHexStringLower(SHA256.HashData(order.Body.Span))}{look}",
            Topics.OrderPolled, order.OrderId, order.Body.ToArray(), null, now, IsWebhook: false);
    }
}
