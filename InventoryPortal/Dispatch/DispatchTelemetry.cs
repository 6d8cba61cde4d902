using System.Diagnostics;
using System.Diagnostics.Metrics;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;

namespace InventoryPortal.Dispatch;

/// <summary>What the lanes measure. Nothing here costs more than a look while nobody listens.</summary>
public static class DispatchTelemetry
{
    /// <summary>Of the meters and of the source of spans.</summary>
    public const string Name = "InventoryPortal.Dispatch";

    /// <summary>Tag with the channel's key.</summary>
    internal const string Channel = "channel";

    /// <summary>Traces besides the first that one call is written into: a batch after a quiet sale has one, a bulk is nobody's sale.</summary>
    private const int MaxTraces = 32;

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>(
        "inventoryportal.dispatch.call.duration", "s", "Calls to channels, by route and status.", [], Buckets.Moments);

    private static readonly Counter<long> CallCount = Meter.CreateCounter<long>(
        "inventoryportal.dispatch.calls", "{call}", "Calls to channels, by route and status.");

    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>(
        "inventoryportal.dispatch.verdicts", "{listing}", "What channels made of the listings in calls.");

    private static readonly Histogram<double> Lag = Meter.CreateHistogram<double>(
        "inventoryportal.dispatch.lag", "s", "From a new desired quantity to its confirmation.", [], Buckets.Lags);

    /// <summary>
    /// A call begins: a span in the trace of the first sale that made one of its listings due. Null while nobody records.
    /// </summary>
    internal static Activity? Begin(ChannelConnection channel, PushCall call, IReadOnlyList<string> marks) => !Source.HasListeners()
        ? null
        : Source.StartActivity("channel call", ActivityKind.Client, TraceMark.Read(marks.Count > 0 ? marks[0] : null))
            ?.SetTag(Channel, channel.Key).SetTag("route", call.Route).SetTag("items", call.Pushes.Count);

    /// <summary>The traces that a call's listings belong to, the first one first; none while nobody records.</summary>
    internal static IReadOnlyList<string> Marks(PushCall call, Dictionary<long, ClaimedListing> open) =>
        Source.HasListeners() ? Collect(call, open) : [];

    // Of its own: what it closes over would be made also where nobody records.
    private static string[] Collect(PushCall call, Dictionary<long, ClaimedListing> open) =>
        [.. call.Pushes.Select(p => open.GetValueOrDefault(p.ListingId)?.Trace).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxTraces)];

    /// <summary>A call ended: its figures, and its span in the traces of the other sales that it carried.</summary>
    internal static void End(ChannelConnection channel, PushCall call, PushReport report, Activity? span, IReadOnlyList<string> marks)
    {
        Called(channel.Key, call.Route, report.Trace.Status, report.Trace.Duration);
        if (Verdicts.Enabled)
        {
            foreach (var verdict in report.Verdicts)
            {
                Verdicts.Add(1, new(Channel, channel.Key), new("verdict", verdict.Verdict.GetType().Name));
            }
        }
        if (span is null)
        {
            return;
        }
        span.SetTag("http.response.status_code", report.Trace.Status);
        span.SetStatus(report.IsCallRefused || report.Trace.Status is null or >= 400 ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        span.Stop();
        foreach (var mark in marks.Skip(1))
        {
            using var twin = Source.StartActivity(span.OperationName, span.Kind, TraceMark.Read(mark), span.TagObjects, [new ActivityLink(span.Context)], span.StartTimeUtc);
            twin?.SetStatus(span.Status);
        }
    }

    /// <summary>A call of any kind ended.</summary>
    internal static void Called(string channel, string route, int? status, TimeSpan took)
    {
        if (CallCount.Enabled)
        {
            CallCount.Add(1, new(Channel, channel), new("route", route), new("status", status));
        }
        if (Calls.Enabled)
        {
            Calls.Record(took.TotalSeconds, new(Channel, channel), new("route", route), new("status", status));
        }
    }

    /// <summary>Verdicts are on record.</summary>
    internal static void Confirmed(string channel, IReadOnlyList<Outcome> outcomes, DateTimeOffset now)
    {
        if (!Lag.Enabled)
        {
            return;
        }
        foreach (var outcome in outcomes.Where(o => o.Verdict is PushVerdict.Applied))
        {
            if (outcome.Claim.DesiredAt is { } desiredAt)
            {
                Lag.Record((now - desiredAt).TotalSeconds, new KeyValuePair<string, object?>(Channel, channel));
            }
        }
    }
}
