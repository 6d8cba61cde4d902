namespace InventoryPortal.Operations.Risk;

/// <summary>The newest report, for every page of this process; reckoned anew each minute.</summary>
public sealed class RiskBoard
{
    private RiskReport? _latest;

    /// <summary>Null until it was reckoned the first time.</summary>
    public RiskReport? Latest => Volatile.Read(ref _latest);

    /// <summary>Shows at once what the next reckoning will: that a product's buffer follows, or does not any more.</summary>
    public void Follows(long productId, bool follows)
    {
        if (Latest is { } report)
        {
            Volatile.Write(ref _latest, report with
            {
                Products = [.. report.Products.Select(p => p.ProductId == productId ? p with { FollowsRisk = follows } : p)],
            });
        }
    }

    internal void Show(RiskReport report) => Volatile.Write(ref _latest, report);
}
