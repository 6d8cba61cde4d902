using System.Diagnostics.Metrics;

namespace InventoryPortal.Nodes;

/// <summary>What is measured of the way between the nodes.</summary>
public static class NodesTelemetry
{
    /// <summary>Of the meter.</summary>
    public const string Name = "InventoryPortal.Nodes";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>(
        "inventoryportal.nodes.messages", "{message}", "Messages between the nodes, by what became of them: sent, unsent, heard, missed, refused.");

    private static readonly Counter<long> Outages = Meter.CreateCounter<long>("inventoryportal.nodes.outages", "{outage}", "How often Redis was lost.");

    private static long _apart;

    static NodesTelemetry() => Meter.CreateObservableGauge(
        "inventoryportal.nodes.apart", () => Volatile.Read(ref _apart), null, "1 while Redis is configured and away.");

    internal static void Count(string fate) => Messages.Add(1, new KeyValuePair<string, object?>("fate", fate));

    internal static void Stand(bool isApart)
    {
        Volatile.Write(ref _apart, isApart ? 1 : 0);
        if (isApart)
        {
            Outages.Add(1);
        }
    }
}
