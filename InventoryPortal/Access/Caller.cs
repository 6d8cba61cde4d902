using InventoryPortal.Domain.Values;

namespace InventoryPortal.Access;

/// <summary>Who calls, as the sign-in or the API key said. The right itself is looked up afresh at every command.</summary>
/// <param name="Actor">As written beside what is done.</param>
/// <param name="SecurityStamp">Of a signed-in person: a changed stamp ends every right of the session. Null for keys and the portal.</param>
/// <param name="SessionId">The session that the command comes from; null for keys, for the portal, and for work that goes on in somebody's name.</param>
public sealed record Caller(Actor Actor, string? SecurityStamp = null, string? SessionId = null)
{
    /// <summary>The portal itself: schedules, channels' orders, demo data.</summary>
    public static readonly Caller System = new(Actor.System);
}

/// <summary>What a caller may do now.</summary>
/// <param name="Role">Present role.</param>
/// <param name="Channels">Channel keys it is limited to; null is all.</param>
public sealed record Rights(Role Role, IReadOnlySet<string>? Channels)
{
    /// <summary>An app or a passkey is set up, or a directory lets the person in and asks for what it wants; keys and the portal need none.</summary>
    internal bool HasFactor { get; init; } = true;

    /// <summary>A second factor is asked for and none is set up: until one is, the person may set one up and nothing else.</summary>
    public bool LacksFactor { get; init; }

    /// <summary>Whether a deed is allowed, on the channel that it names or, where it names none, by the permission's reach.</summary>
    public bool Allows(string permission, string? channelKey = null) =>
        IsOpen(permission) && Permissions.Allows(Role, permission) && (Channels is null || Permissions.All[permission].Reach switch
        {
            Reach.Shared => MaySee(channelKey),
            Reach.Channel => channelKey is not null && MaySee(channelKey),
            _ => false,
        });

    /// <summary>Whether the permission is held for anything at all: what addresses and menus ask, before a channel is known.</summary>
    public bool Holds(string permission) =>
        IsOpen(permission) && Permissions.Allows(Role, permission) && (Channels is null || Permissions.All[permission].Reach != Reach.Portal);

    /// <summary>Whether what belongs to this channel may be seen; null is what belongs to none.</summary>
    public bool MaySee(string? channelKey) => ChannelScope.Holds(Channels, channelKey);

    private bool IsOpen(string permission) => !LacksFactor || permission == Permissions.AccountSecure;
}
