namespace InventoryPortal.Domain.Monitoring;

/// <summary>What an incident is about.</summary>
public enum AlertKind
{
    LowStock,
    OutOfStock,
    Oversold,
    ChannelNeverSynced,
    ChannelStale,
    ChannelSilent,
    WebhookDisabled,
    Drift,
    DeadWork,
    ErrorSpike,
    CredentialRefused,
    CredentialExpiring,
    LedgerCheckFailed,
    ClocksApart,
    NoWorker,
    BulkChangeHeld,
    CriticalError,
}

/// <summary>open → acknowledged → resolved.</summary>
public enum AlertState { Open, Acknowledged, Resolved }
