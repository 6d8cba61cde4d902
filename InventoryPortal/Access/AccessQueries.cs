using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>A key as pages show one; never the key.</summary>
/// <param name="LastUsedAt">UTC, to about a minute; null for never.</param>
public sealed record ApiKeySummary(
    long Id,
    string Name,
    string Hint,
    Role Role,
    IReadOnlyList<string>? Channels,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt)
{
    internal static ApiKeySummary Of(ApiKeyRow row) =>
        new(row.Id, row.Name, row.Hint, row.Role, ChannelScope.Read(row.Channels)?.Order(StringComparer.Ordinal).ToList(), row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedAt);
}

/// <summary>Reads of people and keys, for those who may manage them.</summary>
public sealed class AccessQueries(PortalDatabase database)
{
    /// <summary>Most rows of one answer.</summary>
    private const int MaxTake = 500;

    /// <summary>Whether anybody can sign in at all.</summary>
    public Task<bool> AnyPersonAsync(CancellationToken cancellationToken) =>
        database.ReadAsync((db, token) => db.Users.AnyAsync(token), cancellationToken);

    /// <summary>People by address.</summary>
    public Task<List<Person>> PeopleAsync(int skip, int take, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = await db.Users.OrderBy(u => u.NormalizedEmail).ThenBy(u => u.Id).Skip(skip).Take(Math.Min(take, MaxTake)).ToListAsync(token);
                var ids = rows.ConvertAll(u => u.Id);
                var passkeys = await db.Passkeys.Where(p => ids.Contains(p.UserId)).Select(p => p.UserId).Distinct().ToListAsync(token);
                return rows.ConvertAll(u => Person.Of(u) with { HasSecondFactor = u.TwoFactorEnabled || passkeys.Contains(u.Id) });
            },
            cancellationToken);

    /// <summary>Keys, newest first.</summary>
    public Task<List<ApiKeySummary>> ApiKeysAsync(int skip, int take, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) =>
            {
                var rows = await db.ApiKeys.OrderByDescending(k => k.Id).Skip(skip).Take(Math.Min(take, MaxTake)).ToListAsync(token);
                return rows.ConvertAll(ApiKeySummary.Of);
            },
            cancellationToken);
}
