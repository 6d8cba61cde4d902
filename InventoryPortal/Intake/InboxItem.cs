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
        JsonSerializer.Serialize(genuine.KeptHeaders), now, IsWebhook: true);

    public static InboxItem Polled(long channelId, RawOrder order, DateTimeOffset now) => new(
        channelId,
        $"poll:{order.OrderId}:{order.ModifiedAt.UtcTicks}:{Convert.ToHexStringLower(SHA256.HashData(order.Body.Span))}",
        Topics.OrderPolled, order.OrderId, order.Body.ToArray(), null, now, IsWebhook: false);
}
