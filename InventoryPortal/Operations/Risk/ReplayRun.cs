using InventoryPortal.Access;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Operations.Risk;

/// <summary>Rules to be tried on one channel; null members stay as they are.</summary>
public sealed record ReplayRules(int? Weight, ListingMode? Mode, int? Cap);

/// <summary>A replay to be run.</summary>
/// <param name="Days">How far back; 1 to <see cref="ReplayRun.MaxDays"/>.</param>
/// <param name="Skus">Only these products; null or empty for all.</param>
/// <param name="Buffer">Buffer of each product; null keeps its own.</param>
/// <param name="Channels">Rules by channel key.</param>
public sealed record ReplayRequest(int Days, IReadOnlyList<string>? Skus, int? Buffer, IReadOnlyDictionary<string, ReplayRules>? Channels);

/// <summary>Today's rules and the proposed ones over the same sales.</summary>
/// <param name="Recorded">Oversells that were really recorded in that time.</param>
public sealed record ReplayReport(int Products, ReplayTally Today, ReplayTally Proposed, int Recorded, double Seconds);

/// <summary>How far a replay is, in movements; <see cref="Total"/> is an estimate where only some products are replayed.</summary>
public readonly record struct ReplayProgress(long Done, long Total);

/// <summary>
/// The replay laboratory: real movements over other rules, in memory. Nothing is written. One runs at a time, so that it never takes more
/// than one core from the shop.
/// </summary>
public sealed class ReplayRun(PortalDatabase database, ReplayQueries histories, LagQueries lags, TimeProvider clock) : IDisposable
{
    public const int MaxDays = 90;

    /// <summary>SKUs of one request.</summary>
    public const int MaxSkus = 500;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Whether another one runs just now.</summary>
    public bool IsBusy => _one.CurrentCount == 0;

    /// <summary>Runs it; waits for another one that runs.</summary>
    /// <returns>The report, or what is wrong with the request.</returns>
    /// <param name="scope">Channel keys that the asker is limited to, the only ones whose rules may be tried; null for all.</param>
    public async Task<CommandAnswer<ReplayReport>> RunAsync(
        ReplayRequest request, IReadOnlySet<string>? scope, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var channels = await database.ReadAsync((db, token) => db.Channels.Within(db, scope, c => c.Id).ToDictionaryAsync(c => c.Key, c => c.Id, token), cancellationToken);
        if (Faults(request, channels) is { Count: > 0 } faults)
        {
            return Refusal.Fields(faults);
        }
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await ReplayAsync(request, Proposal(request, channels), progress, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async Task<ReplayReport> ReplayAsync(
        ReplayRequest request, ReplayProposal proposal, IProgress<ReplayProgress>? progress, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var from = clock.GetUtcNow().AddDays(-request.Days);
        var skus = request.Skus is { Count: > 0 } some ? some.Select(Sku.Normalise).Distinct().ToList() : null;
        var late = await lags.ReadAsync(cancellationToken);
        var total = await histories.CountAsync(from, cancellationToken);
        var (today, proposed, products, last) = (default(ReplayTally), default(ReplayTally), 0, 0L);
        while (await histories.ProductsAsync(last, skus, cancellationToken) is { Count: > 0 } ids)
        {
            foreach (var history in await histories.LoadAsync(ids, from, cancellationToken))
            {
                // A page waits for it: a million events must not keep its thread.
                (today, proposed) = await Task.Run(
                    () => (today + history.Replay(ReplayProposal.None, late), proposed + history.Replay(proposal, late)), cancellationToken);
                products++;
            }
            last = ids[^1];
            progress?.Report(new ReplayProgress(today.Events, Math.Max(total, today.Events)));
        }
        var recorded = await RecordedAsync(from, skus, cancellationToken);
        return new ReplayReport(products, today, proposed, recorded, clock.GetElapsedTime(started).TotalSeconds);
    }

    private Task<int> RecordedAsync(DateTimeOffset from, List<string>? skus, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (db, token) => db.Oversells.CountAsync(
                o => o.RecordedAt >= from && (skus == null || db.Products.Any(p => p.Id == o.ProductId && skus.Contains(p.SkuNormalised))), token),
            cancellationToken);

    private static ReplayProposal Proposal(ReplayRequest request, Dictionary<string, long> channels)
    {
        var rules = (request.Channels ?? new Dictionary<string, ReplayRules>()).Select(r => (Id: channels[r.Key], Rules: r.Value)).ToList();
        return new ReplayProposal(
            rules.Where(r => r.Rules.Weight is not null).ToDictionary(r => r.Id, r => r.Rules.Weight!.Value),
            rules.Where(r => r.Rules.Mode is not null).ToDictionary(r => r.Id, r => r.Rules.Mode!.Value),
            rules.Where(r => r.Rules.Cap is not null).ToDictionary(r => r.Id, r => r.Rules.Cap!.Value),
            request.Buffer);
    }

    private static Dictionary<string, string[]> Faults(ReplayRequest request, Dictionary<string, long> channels)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        void Check(bool isRight, string field, string fault)
        {
            if (!isRight)
            {
                faults[field] = [fault];
            }
        }
        Check(request.Days is >= 1 and <= MaxDays, "days", $"1 to {MaxDays} days are expected.");
        Check(request.Skus is null or { Count: <= MaxSkus }, "skus", $"At most {MaxSkus} SKUs are expected.");
        Check(request.Buffer is null or (>= 0 and <= Quantities.Max), "buffer", "0 units or more are expected.");
        foreach (var (key, rules) in request.Channels ?? new Dictionary<string, ReplayRules>())
        {
            Check(channels.ContainsKey(key), $"channels.{key}", $"No channel has the key {key}.");
            Check(rules.Weight is null or (>= 0 and <= AllocationInput.MaxWeight), $"channels.{key}.weight", $"0 to {AllocationInput.MaxWeight} is expected.");
            Check(rules.Cap is null or (>= 0 and <= Quantities.Max), $"channels.{key}.cap", "0 units or more are expected.");
            Check(rules.Mode is null or ListingMode.Split or ListingMode.Shared, $"channels.{key}.mode", "split or shared is expected.");
        }
        return faults;
    }
}
