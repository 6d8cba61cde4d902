namespace InventoryPortal.Domain.Monitoring;

/// <summary>How a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>To be sent, or sent again.</summary>
    Pending,

    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>Given up; waits for a person.</summary>
    Dead,

    /// <summary>Its destination was switched off before it left.</summary>
    Cancelled,
}
