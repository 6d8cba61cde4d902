using System.Linq.Expressions;
using InventoryPortal.Persistence;

namespace InventoryPortal.Access;

/// <summary>
/// The channels that somebody is limited to: a set of their keys, null for all. One text in the tables, whosesoever it is.
/// </summary>
public static class ChannelScope
{
    /// <summary>Characters of a limit as it is kept: about fifty channels by name.</summary>
    public const int MaxLength = 2000;

    private const char Separator = ',';

    /// <summary>No channel at all, for who has no rights.</summary>
    public static readonly IReadOnlySet<string> Nothing = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether what belongs to the channel lies within; what belongs to none always does.</summary>
    public static bool Holds(IReadOnlySet<string>? scope, string? channelKey) => scope is null || channelKey is null || scope.Contains(channelKey);

    /// <summary>The limit that the tables keep.</summary>
    public static IReadOnlySet<string>? Read(string? kept) =>
        kept?.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>As the tables keep it, in one order for every way of saying the same.</summary>
    public static string? Write(IEnumerable<string>? channels) =>
        channels is null ? null : string.Join(Separator, channels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>
    /// The rows that a reader may see: the one rule of every list. What belongs to no channel is left out, unless
    /// <paramref name="withShared"/> says that it is shared by all.
    /// </summary>
    /// <param name="channelOf">Id of the row's channel.</param>
    public static IQueryable<T> Within<T>(
        this IQueryable<T> rows, PortalDbContext db, IReadOnlySet<string>? scope, Expression<Func<T, long?>> channelOf, bool withShared = false)
    {
        if (scope?.ToList() is not { } keys)
        {
            return rows;
        }
        var held = db.Channels.Where(c => keys.Contains(c.Key)).Select(c => (long?)c.Id);
        Expression holds = Expression.Call(typeof(Queryable), nameof(Queryable.Contains), [typeof(long?)], held.Expression, channelOf.Body);
        if (withShared)
        {
            holds = Expression.OrElse(Expression.Equal(channelOf.Body, Expression.Constant(null, typeof(long?))), holds);
        }
        return rows.Where(Expression.Lambda<Func<T, bool>>(holds, channelOf.Parameters));
    }

    /// <summary>What is wrong with a wanted limit, or null. A limit to nothing would be a right to nothing, and is taken for a slip.</summary>
    public static Refusal? Check(IReadOnlyCollection<string>? channels) =>
        channels is not null && (channels.Count == 0 || channels.Any(c => string.IsNullOrWhiteSpace(c) || c.Contains(Separator)) || Write(channels)!.Length > MaxLength)
            ? Refusal.Field("channels", "Name at least one channel, or leave the list out for all.")
            : null;

    /// <summary>Whether the second limit leaves out something that the first holds.</summary>
    internal static bool IsNarrower(string? before, string? after) =>
        after is not null && (before is null || !Read(before)!.IsSubsetOf(Read(after)!));
}
