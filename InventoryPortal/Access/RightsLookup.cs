using System.Collections.Concurrent;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// What a caller may do now, from the tables. Kept for a moment, dropped at once when this process changes people or keys:
/// another node's change is seen within <see cref="Freshness"/>.
/// </summary>
public sealed class RightsLookup : IDisposable
{
    /// <summary>Upper bound on how long a right outlives its removal by another node.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Callers kept: more than that many active keys and people at once is unlikely; past it the memory is emptied.</summary>
    private const int MaxKept = 10_000;

    private static readonly Rights SystemRights = new(Role.Admin, null);

    private readonly ConcurrentDictionary<(ActorKind, string, string?, string?), (Rights? Rights, DateTimeOffset At)> _kept = new();
    private readonly PortalDatabase _database;
    private readonly SecondFactorRule _factors;
    private readonly TimeProvider _clock;
    private readonly CommitSignals.Subscription _changes;
    private long _version;

    public RightsLookup(PortalDatabase database, SecondFactorRule factors, CommitSignals signals, TimeProvider clock)
    {
        _database = database;
        _factors = factors;
        _clock = clock;
        _changes = signals.Subscribe(CommitTopics.Access, capacity: 1);
    }

    /// <summary>Present rights; null when the caller has none (unknown, disabled, revoked, expired, signed out everywhere).</summary>
    public async Task<Rights?> FindAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Actor.Kind is ActorKind.System or ActorKind.Channel)
        {
            return SystemRights;
        }
        if (_changes.Reader.TryRead(out _) || _kept.Count > MaxKept)
        {
            Interlocked.Increment(ref _version);
            _kept.Clear();
        }
        var version = Volatile.Read(ref _version);
        var now = _clock.GetUtcNow();
        var key = (caller.Actor.Kind, caller.Actor.Id, caller.SecurityStamp, caller.SessionId);
        if (_kept.TryGetValue(key, out var kept) && now - kept.At < Freshness)
        {
            return kept.Rights;
        }
        var rights = _factors.Apply(await _database.ReadAsync((db, token) => ReadAsync(db, caller, now, token), cancellationToken));
        // What was read before a change that others have heard of meanwhile is not kept beyond it.
        if (version == Volatile.Read(ref _version) && !_changes.Reader.TryPeek(out _))
        {
            _kept[key] = (rights, now);
        }
        return rights;
    }

    /// <summary>Reads rights inside the caller's own transaction, as the role gives them: <see cref="SecondFactorRule"/> is applied by who decides.</summary>
    public static async Task<Rights?> ReadAsync(PortalDbContext db, Caller caller, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (caller.Actor.Kind)
        {
            case ActorKind.System or ActorKind.Channel:
                return SystemRights;
            case ActorKind.User:
                var user = await db.Users.AsNoTracking()
                    .Where(u => u.Id == caller.Actor.Id && !u.IsDisabled)
                    .Where(u => caller.SessionId == null || db.Sessions.Any(s => s.Id == caller.SessionId && s.UserId == u.Id && s.EndedAt == null))
                    .Select(u => new
                    {
                        u.Role,
                        u.Channels,
                        u.SecurityStamp,
                        HasFactor = u.TwoFactorEnabled || db.Passkeys.Any(p => p.UserId == u.Id) || db.UserLogins.Any(l => l.UserId == u.Id),
                    })
                    .SingleOrDefaultAsync(cancellationToken);
                return user is null || user.SecurityStamp != caller.SecurityStamp
                    ? null
                    : new Rights(user.Role, ChannelScope.Read(user.Channels)) { HasFactor = user.HasFactor };
            default:
                if (!long.TryParse(caller.Actor.Id, out var id))
                {
                    return null;
                }
                var apiKey = await db.ApiKeys.AsNoTracking()
                    .Where(k => k.Id == id && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
                    .Select(k => new { k.Role, k.Channels })
                    .SingleOrDefaultAsync(cancellationToken);
                return apiKey is null ? null : new Rights(apiKey.Role, ChannelScope.Read(apiKey.Channels));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _changes.Dispose();
}
