namespace InventoryPortal.Domain.Monitoring;

/// <summary>How much an incident presses, lowest first.</summary>
public enum AlertSeverity
{
    /// <summary>To plan with; told once, never repeated.</summary>
    Info,

    /// <summary>Somebody should see to it today.</summary>
    Warning,

    /// <summary>Sales go wrong while it lasts: passes quiet hours and digests.</summary>
    Critical,
}

/// <summary>Says how much each kind presses.</summary>
public static class AlertSeverityRule
{
    /// <summary>The severity of a kind.</summary>
    public static AlertSeverity Of(AlertKind kind) => kind switch
    {
        AlertKind.LowStock or AlertKind.CredentialExpiring => AlertSeverity.Info,
        AlertKind.Oversold or AlertKind.ChannelStale or AlertKind.CredentialRefused or AlertKind.LedgerCheckFailed
            or AlertKind.NoWorker or AlertKind.BulkChangeHeld or AlertKind.CriticalError => AlertSeverity.Critical,
        _ => AlertSeverity.Warning,
    };
}
