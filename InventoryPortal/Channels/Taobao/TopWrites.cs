using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>
/// Performs planned writes. A refused call refuses all its SKUs and does not say which of them is at fault: the item is looked at
/// then, and what it still has is written once more without what it has not.
/// </summary>
internal sealed class TopWrites(TopCalls calls, TopItemReads items)
{
    public async Task<PushReport> PushAsync(TopShop shop, PushCall call, CancellationToken cancellationToken)
    {
        var first = await SendAsync(shop, call, cancellationToken);
        if (call.Pushes.Count == 1 || first.Verdicts[0].Verdict is not PushVerdict.Rejected refused)
        {
            return first;
        }
        var read = await items.ReadAsync(shop, [TopPush.ItemOf(call)], [], cancellationToken);
        if (read.Failure is not null)
        {
            return first with { Verdicts = TopPushVerdicts.All(call, new PushVerdict.RetryAt(null, false, refused.Message)) };
        }
        var present = read.Items.Values.SelectMany(i => i.Skus).Select(s => s.Id).ToHashSet();
        var kept = call.Pushes.Where(p => present.Contains(TopPush.IdOf(p).Sku)).ToList();
        if (kept.Count == call.Pushes.Count)
        {
            return first;
        }
        var second = kept.Count == 0 ? null : await SendAsync(shop, call with { Pushes = kept }, cancellationToken);
        var verdicts = (second?.Verdicts ?? []).ToDictionary(v => v.ListingId, v => v.Verdict);
        var gone = new PushVerdict.Rejected(TopPushVerdicts.SkuGone, $"The item no longer has this SKU. ({refused.Message})");
        return new PushReport(
            [.. call.Pushes.Select(p => new ItemVerdict(p.ListingId, verdicts.GetValueOrDefault(p.ListingId) ?? gone))],
            second is null ? first.Trace : second.Trace with { Duration = first.Trace.Duration + second.Trace.Duration });
    }

    private async Task<PushReport> SendAsync(TopShop shop, PushCall call, CancellationToken cancellationToken)
    {
        var (method, parameters) = TopPush.Words(call, shop.IsTmall);
        var sent = await calls.SendAsync(shop, method, cancellationToken, parameters);
        return new PushReport(TopPushVerdicts.Read(call, shop.IsTmall, sent.Answer, calls.Now, shop.Secrets), sent.Trace) { IsCallRefused = sent.Answer is not TopAnswer.Good };
    }
}
