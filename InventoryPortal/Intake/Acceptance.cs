namespace InventoryPortal.Intake;

/// <summary>What became of a delivery; decides the answer to the channel.</summary>
public enum Acceptance
{
    /// <summary>Durably stored.</summary>
    Stored,

    /// <summary>Stored before; nothing more will happen.</summary>
    Duplicate,

    /// <summary>A handshake: nothing to store.</summary>
    Ping,

    /// <summary>Not signed by this channel.</summary>
    Forged,

    /// <summary>Whether it is genuine cannot be found out now: it has to come again.</summary>
    NotNow,

    /// <summary>No channel has this key, or its kind takes no webhooks.</summary>
    UnknownChannel,
}

/// <summary>What became of a delivery.</summary>
/// <param name="ForgedStatus">HTTP status with which this channel wants a forged one to be answered.</param>
/// <param name="Trace">Why it is thought forged, where a trace of it was kept: so many a minute and no more.</param>
public readonly record struct Accepted(Acceptance What, int ForgedStatus, string? Trace = null);
