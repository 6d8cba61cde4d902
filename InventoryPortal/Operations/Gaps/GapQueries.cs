using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Gaps;

/// <summary>A gap of a channel and, once it is over, its certificate.</summary>
/// <param name="To">Null while it lasts.</param>
/// <param name="Cause">A code of the catalogue of causes.</param>
/// <param name="Reason">What that means, in the reader's language.</param>
/// <param name="Expected">Orders that the channel's habit made likely until the silence was noticed; 0 without a habit.</param>
/// <param name="FoundByPolling">Orders of the gap that no event of the channel told of.</param>
/// <param name="Outstanding">Orders of the gap that are known and not applied.</param>
/// <param name="CertifiedAt">From then on the figures are whole: the channel's orders had been read after the gap. Null before.</param>
/// <param name="AlertId">The incident that told of it.</param>
public sealed record GapView(
    long Id, DateTimeOffset From, DateTimeOffset? To, string Cause, double Expected, int FoundByPolling, int Outstanding, DateTimeOffset? CertifiedAt, long? AlertId)
{
    public string Reason => CauseTexts.Title(Cause);
}

/// <summary>How a channel speaks, and when it did not.</summary>
/// <param name="LastAt">Its last word; null when there was none.</param>
/// <param name="ExpectedPerHour">Orders expected in each hour of the week, from Sunday 00:00 UTC; null while the history is too thin.</param>
/// <param name="ExpectedNow">In the present hour; null likewise.</param>
/// <param name="Probability">Chance that a channel that is well would be silent for as long as it has been; null likewise.</param>
/// <param name="Gaps">The newest first.</param>
public sealed record ChannelSilence(
    string Channel, DateTimeOffset? LastAt, IReadOnlyList<double>? ExpectedPerHour, double? ExpectedNow, double? Probability, IReadOnlyList<GapView> Gaps);

/// <summary>Reads of silences and gaps.</summary>
public sealed class GapQueries(PortalDatabase database, HabitQueries habits, TimeProvider clock)
{
    /// <summary>Gaps told: a channel has a few a year.</summary>
    private const int MaxGaps = 50;

    /// <summary>Null when there is no such channel.</summary>
    public async Task<ChannelSilence?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            async (db, token) =>
            {
                if (await db.Channels.Where(c => c.Key == key).Select(c => new { c.Id, c.LastEventAt }).SingleOrDefaultAsync(token) is not { } channel)
                {
                    return null;
                }
                var gaps = await db.ChannelGaps.Where(g => g.ChannelId == channel.Id).OrderByDescending(g => g.Id).Take(MaxGaps)
                    .Select(g => new GapView(g.Id, g.FromAt, g.ToAt, g.Cause, g.Expected, g.FoundByPolling, g.Outstanding, g.CertifiedAt, g.AlertId)).ToListAsync(token);
                return new { channel.Id, channel.LastEventAt, Gaps = gaps };
            },
            cancellationToken);
        if (found is null)
        {
            return null;
        }
        var now = clock.GetUtcNow();
        var lastAt = found.LastEventAt ?? await habits.LastReadAsync(found.Id, cancellationToken);
        var rates = lastAt is { } last ? (await habits.FindAsync(found.Id, found.LastEventAt is null, last, cancellationToken)).Rates : null;
        return new ChannelSilence(
            key, lastAt, rates, rates?[SilenceRule.SlotOf(now)], rates is null ? null : SilenceRule.Judge(rates, lastAt!.Value, now).Probability, found.Gaps);
    }
}
