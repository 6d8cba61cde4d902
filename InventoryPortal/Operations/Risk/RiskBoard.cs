namespace InventoryPortal.Operations.Risk;

/// <summary>The newest report, for every page of this process; reckoned anew each minute.</summary>
public sealed class RiskBoard
{
    private volatile RiskReport? _latest;

    /// <summary>Null until it was reckoned the first time.</summary>
    public RiskReport? Latest => _latest;

    internal void Show(RiskReport report) => _latest = report;
}
