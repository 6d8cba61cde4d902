namespace InventoryPortal.Domain.Values;

/// <summary>Who acts.</summary>
public enum ActorKind
{
    /// <summary>The portal itself: a schedule, a sweep, an expiry.</summary>
    System,

    /// <summary>A person signed in through the browser.</summary>
    User,

    /// <summary>A script or system with an API key.</summary>
    ApiKey,

    /// <summary>A sales channel, by an order of its own.</summary>
    Channel,
}

/// <summary>Who acts, as it is written beside every movement and activity.</summary>
/// <param name="Kind">What sort of actor.</param>
/// <param name="Id">Stable id: user id, API key id, channel key; "system" for the portal.</param>
/// <param name="Name">What people read: an e-mail address, a key's name, a channel's key.</param>
public sealed record Actor(ActorKind Kind, string Id, string Name)
{
    /// <summary>The portal itself.</summary>
    public static readonly Actor System = new(ActorKind.System, "system", "system");

    /// <summary>A channel acting through its orders.</summary>
    public static Actor OfChannel(string channelKey) => new(ActorKind.Channel, channelKey, channelKey);
}
