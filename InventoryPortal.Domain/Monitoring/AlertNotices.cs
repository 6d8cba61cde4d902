using System.Globalization;

namespace InventoryPortal.Domain.Monitoring;

/// <summary>An incident as far as telling people of it goes.</summary>
/// <param name="IsAnnounced">Whether people were told that it opened.</param>
/// <param name="Renotified">How often they were told again since.</param>
/// <param name="Reopened">How often it was opened again.</param>
/// <param name="SnoozedUntil">Nobody wants to hear of it before.</param>
public readonly record struct NoticeFacts(
    AlertState State, AlertSeverity Severity, bool IsAnnounced, int Renotified, int Reopened, DateTimeOffset? SnoozedUntil);

/// <summary>What is to be told now, and when to look again.</summary>
/// <param name="Occasions">In order; each is told once per destination.</param>
/// <param name="Renotified">The new count.</param>
/// <param name="NextAt">Null when there is nothing to wait for.</param>
public sealed record NoticePlan(IReadOnlyList<string> Occasions, int Renotified, DateTimeOffset? NextAt);

/// <summary>When people are told of an incident: when it opens, again with growing waits while nobody has acknowledged it, and when it ends. Pure.</summary>
public static class AlertNotices
{
    public const string Opened = "opened";

    /// <summary>Begins the occasion of being told again; a number follows.</summary>
    public const string RenotifiedPrefix = "renotified:";

    /// <summary>Begins the occasion of the end.</summary>
    public const string ResolvedPrefix = "resolved";

    /// <summary>Waits before people are told again; the last one repeats.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits = [TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(24)];

    /// <summary>The occasion of the end; an incident that was reopened ends more than once.</summary>
    public static string Resolved(int reopened) =>
        reopened == 0 ? ResolvedPrefix : string.Create(CultureInfo.InvariantCulture, $"{ResolvedPrefix}:{reopened}");

    /// <summary>When people are next to be told something, if nothing else happens; null for never.</summary>
    public static DateTimeOffset? NextAt(NoticeFacts facts, DateTimeOffset now)
    {
        if (!facts.IsAnnounced || facts.State == AlertState.Resolved)
        {
            return now;
        }
        if (facts.SnoozedUntil > now)
        {
            return facts.SnoozedUntil;
        }
        return facts.State == AlertState.Open && facts.Severity > AlertSeverity.Info
            ? now + Waits[Math.Min(facts.Renotified, Waits.Count - 1)]
            : null;
    }

    /// <summary>What is to be told of an incident whose time has come.</summary>
    public static NoticePlan Plan(NoticeFacts facts, DateTimeOffset now)
    {
        var occasions = new List<string>();
        if (!facts.IsAnnounced)
        {
            occasions.Add(Opened);
        }
        if (facts.State == AlertState.Resolved)
        {
            occasions.Add(Resolved(facts.Reopened));
            return new NoticePlan(occasions, facts.Renotified, null);
        }
        var renotified = facts.Renotified;
        if (facts.IsAnnounced && IsToBeToldAgain(facts, now))
        {
            renotified++;
            occasions.Add(RenotifiedPrefix + renotified.ToString(CultureInfo.InvariantCulture));
        }
        return new NoticePlan(occasions, renotified, NextAt(facts with { IsAnnounced = true, Renotified = renotified }, now));
    }

    // Who acknowledged and asked to be reminded is; who only acknowledged is left in peace.
    private static bool IsToBeToldAgain(NoticeFacts facts, DateTimeOffset now) =>
        !(facts.SnoozedUntil > now) && (facts.State == AlertState.Open || facts.SnoozedUntil is not null);
}
