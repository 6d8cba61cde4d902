using System.Diagnostics;
using System.Diagnostics.Metrics;
using InventoryPortal.Persistence;

namespace InventoryPortal.Ledger;

/// <summary>What the ledger measures. Nothing here costs more than a look while nobody listens.</summary>
public static class LedgerTelemetry
{
    /// <summary>Of the meter and of the source of spans.</summary>
    public const string Name = "InventoryPortal.Ledger";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Movements = Meter.CreateCounter<long>(
        "inventoryportal.ledger.movements", "{movement}", "Movements recorded, by kind.");

    private static readonly Counter<long> Oversells = Meter.CreateCounter<long>(
        "inventoryportal.ledger.oversells", "{oversell}", "Movements that took available below zero.");

    private static readonly Histogram<double> Commits = Meter.CreateHistogram<double>(
        "inventoryportal.ledger.commit.duration", "s", "One transaction, from its beginning to its commit.", [], Buckets.Moments);

    private static readonly Histogram<int> Groups = Meter.CreateHistogram<int>(
        "inventoryportal.ledger.commit.group", "{work}", "Writers that shared one transaction.", [], Buckets.Counts);

    /// <summary>
    /// A transaction begins: a span for every writer whose trace is recorded, in that writer's trace, for one commit serves many.
    /// Null while nobody records.
    /// </summary>
    internal static Activity?[]? Begin(IReadOnlyList<LedgerWork> works)
    {
        if (!Source.HasListeners())
        {
            return null;
        }
        var before = Activity.Current;
        var spans = new Activity?[works.Count];
        for (var i = 0; i < spans.Length; i++)
        {
            spans[i] = works[i].Trace is { } mark ? Source.StartActivity("ledger commit", ActivityKind.Internal, TraceMark.Read(mark)) : null;
            spans[i]?.SetTag("ledger.group", spans.Length);

            // None of them is the parent of what comes next.
            Activity.Current = before;
        }
        return spans;
    }

    /// <summary>It ended, committed or not.</summary>
    internal static void End(Activity?[]? spans, bool committed)
    {
        if (spans is null)
        {
            return;
        }
        var before = Activity.Current;
        foreach (var span in spans)
        {
            span?.SetStatus(committed ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            span?.Dispose();
        }
        Activity.Current = before;
    }

    /// <summary>What a committed transaction wrote.</summary>
    internal static void Committed(LedgerBatch batch, int works, TimeSpan took)
    {
        if (Movements.Enabled)
        {
            foreach (var movement in batch.Writes.Movements)
            {
                Movements.Add(1, new KeyValuePair<string, object?>("kind", movement.Kind));
            }
        }
        if (batch.Writes.Oversells.Count > 0)
        {
            Oversells.Add(batch.Writes.Oversells.Count);
        }
        Commits.Record(took.TotalSeconds);
        Groups.Record(works);
    }
}
