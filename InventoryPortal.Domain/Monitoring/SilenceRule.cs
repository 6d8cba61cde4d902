namespace InventoryPortal.Domain.Monitoring;

/// <summary>Whether a channel's silence is more than a quiet hour.</summary>
/// <param name="Expected">Events that its own habit makes likely in the gap.</param>
/// <param name="Probability">Chance that none would come if all were well.</param>
/// <param name="IsSilent">Whether that is too improbable to be believed.</param>
public readonly record struct Silence(double Expected, double Probability, bool IsSilent);

/// <summary>
/// Events are taken for a Poisson process whose rate goes with the hour of the day: none in a gap in which λ are expected has the
/// probability e^−λ. Orders come in waves, which makes long gaps likelier than that: the caller counts things that began, not every
/// message about them, and asks for a gap of some length besides.
/// </summary>
public static class SilenceRule
{
    /// <summary>Silence less probable than this is believed to be a fault.</summary>
    public const double Improbable = 0.001;

    /// <summary>Things that began before a habit is one.</summary>
    public const int LeastHistory = 50;

    /// <summary>A habit of less than this says nothing about nights.</summary>
    public static readonly TimeSpan LeastSpan = TimeSpan.FromDays(1);

    /// <summary>Hours of a day.</summary>
    public const int Hours = 24;

    /// <summary>Steps in which a gap is walked; a longer gap is improbable by then or nothing ever comes.</summary>
    private const int MaxHours = 24 * 60;

    /// <summary>Things begun an hour for each hour of the day (UTC); null when the history is too thin to be a habit.</summary>
    /// <param name="begun">Instants at which something began, any order, within the window.</param>
    public static double[]? RatesOf(IReadOnlyCollection<DateTimeOffset> begun, DateTimeOffset from, DateTimeOffset to)
    {
        if (begun.Count < LeastHistory || to - from < LeastSpan)
        {
            return null;
        }
        var (counts, hours) = (new double[Hours], new double[Hours]);
        foreach (var at in begun)
        {
            counts[at.UtcDateTime.Hour]++;
        }
        Walk(from, to, (hour, share) => hours[hour] += share);
        return [.. counts.Zip(hours, (count, length) => length == 0 ? 0 : count / length)];
    }

    /// <summary>Judges the gap since the last event.</summary>
    public static Silence Judge(IReadOnlyList<double> rates, DateTimeOffset last, DateTimeOffset now)
    {
        var expected = 0.0;
        Walk(last, now, (hour, share) => expected += rates[hour] * share);
        var probability = Math.Exp(-expected);
        return new Silence(expected, probability, probability < Improbable);
    }

    // Hour by hour of the clock, the first and the last in part.
    private static void Walk(DateTimeOffset from, DateTimeOffset to, Action<int, double> take)
    {
        var at = from;
        for (var i = 0; at < to && i < MaxHours; i++)
        {
            var next = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1);
            var end = next < to ? next : to;
            take(at.UtcDateTime.Hour, (end - at).TotalHours);
            at = end;
        }
    }
}
