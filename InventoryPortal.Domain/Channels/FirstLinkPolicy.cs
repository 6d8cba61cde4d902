namespace InventoryPortal.Domain.Channels;

/// <summary>What linking a listing does to the channel's number.</summary>
public enum FirstLinkPolicy
{
    /// <summary>Our number is pushed at once.</summary>
    Push,

    /// <summary>The number is computed and shown, and pushed when a person approves.</summary>
    Observe,
}
