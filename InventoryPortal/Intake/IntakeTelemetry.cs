using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Intake;

/// <summary>What the intake measures. Nothing here costs more than a look while nobody listens.</summary>
public static class IntakeTelemetry
{
    /// <summary>Of the meter and of the source of spans.</summary>
    public const string Name = "InventoryPortal.Intake";

    private const string Channel = "channel";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Acks = Meter.CreateHistogram<double>(
        "inventoryportal.intake.ack.duration", "s", "From a delivery at the door to its answer.", [], Buckets.Moments);

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "inventoryportal.intake.lag", "s", "From an order's change at the channel to its arrival here.", [], Buckets.Lags);

    /// <summary>A delivery was answered.</summary>
    internal static void Answered(string? channel, Acceptance what, TimeSpan after)
    {
        if (Acks.Enabled)
        {
            Acks.Record(after.TotalSeconds, new(Channel, channel ?? "unknown"), new("outcome", what.ToString()));
        }
    }

    /// <summary>An order was told of.</summary>
    internal static void Told(string channel, long versionTicks, DateTimeOffset receivedAt)
    {
        if (Lag.Enabled)
        {
            Lag.Record(Math.Max(0, (receivedAt.UtcTicks - versionTicks) / (double)TimeSpan.TicksPerSecond), new KeyValuePair<string, object?>(Channel, channel));
        }
    }

    /// <summary>Work on a stored event begins, in the trace of the delivery that brought it; null while nobody records.</summary>
    internal static Activity? Handle(InboundEventRow inbound, ChannelConnection? channel)
    {
        if (!Source.HasListeners())
        {
            return null;
        }
        var span = Source.StartActivity("inbox work", ActivityKind.Consumer, TraceMark.Read(MarkOf(inbound.HeadersJson)));
        return span?.SetTag(Channel, channel?.Key).SetTag("event.id", inbound.Id).SetTag("event.topic", inbound.Topic);
    }

    /// <summary>The kept headers of a delivery, with the trace that it belongs to where one is recorded.</summary>
    internal static IReadOnlyDictionary<string, string> WithMark(IReadOnlyDictionary<string, string> headers) => TraceMark.Current is { } mark
        ? new Dictionary<string, string>(headers, StringComparer.Ordinal) { [TraceMark.Header] = mark }
        : headers;

    private static string? MarkOf(string? headersJson)
    {
        if (headersJson is null)
        {
            return null;
        }
        using var headers = JsonDocument.Parse(headersJson);
        return headers.RootElement.TryGetProperty(TraceMark.Header, out var mark) ? mark.GetString() : null;
    }
}
