using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Reconciliation;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Reconciliation;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>One look of reconciliation at a store on the tables in memory: orders, stock, orders again, then the same comparison and the same consequences.</summary>
internal sealed class MemoryReconciliation(MemoryTables tables, MemoryInbox inbox, SimulatedEnvironment around)
{
    public async Task RunAsync(ChannelConnection channel)
    {
        if (await inbox.PollAsync(channel) is not null || tables.Inbox.PendingCount > 0)
        {
            return;
        }
        var now = around.Clock.GetUtcNow();
        var before = tables.Listings.All.Where(l => l.ChannelId == channel.ChannelId && l.LinkState == LinkState.Linked)
            .ToDictionary(l => l.ExternalId, l => ListingState.Of(l, now), StringComparer.Ordinal);
        var reading = await around.Channel.ReadStockAsync(channel, [.. before.Keys], CancellationToken.None);
        if (reading.Failure is not null || await inbox.PollAsync(channel) is not null || tables.Inbox.PendingCount > 0)
        {
            return;
        }
        foreach (var figure in reading.Figures)
        {
            var (state, row) = (before[figure.ExternalId], tables.Listings[before[figure.ExternalId].Id]);
            if (state is { IsSettled: true, Shown: not null })
            {
                var open = tables.Discrepancies.GetValueOrDefault(row.Id);
                Write(row, DriftStore.Compare(
                    state, ListingState.Of(row, now), new Observation(figure.Quantity!.Value, now), open, around.Channel.Traits.EventLag, DriftPolicy.Overwrite), now);
            }
        }
    }

    private void Write(ListingRow row, Comparison comparison, DateTimeOffset now)
    {
        tables.Discrepancies.TryGetValue(row.Id, out var open);
        if (ListingState.Of(row, now).IsSameAs(comparison.State))
        {
            DriftWriter.Write(
                row, comparison, open, isAdopted: false, now, d => tables.Discrepancies[row.Id] = d, _ => tables.Discrepancies.Remove(row.Id));
            if (open?.ResolvedAt is not null)
            {
                tables.Discrepancies.Remove(row.Id);
            }
            tables.Commits++;
        }
    }
}
