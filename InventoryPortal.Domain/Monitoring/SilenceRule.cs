namespace InventoryPortal.Domain.Monitoring;

/// <summary>Whether a channel's silence is more than a quiet hour.</summary>
/// <param name="Expected">Events that its own habit makes likely in the gap.</param>
/// <param name="Probability">Chance that none would come if all were well.</param>
/// <param name="IsSilent">Whether that is too improbable to be believed.</param>
public readonly record struct Silence(double Expected, double Probability, bool IsSilent);

/// <summary>
/// Events are taken for a Poisson process whose rate goes with the hour of the week: none in a gap in which λ are expected has the
/// probability e^−λ. Orders come in waves, which makes long gaps likelier than that: the caller counts things that began, not every
/// message about them, and asks for a gap of some length besides.
/// <para>
/// An hour of the week was seen a few times at most, so its rate is shrunk to that of its hour of the day, and that to the mean of the
/// whole history. Both are the posterior mean of a Poisson rate under its conjugate gamma prior of mean m and shape k,
/// (n + k) / (t + k / m) for n things in t hours (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6); k is 1 / CV², CV being
/// by what share of their mean such rates differ.
/// </para>
/// </summary>
public static class SilenceRule
{
    /// <summary>Silence less probable than this is believed to be a fault.</summary>
    public const double Improbable = 0.001;

    /// <summary>Things that began before a habit is one: fewer leave the mean itself open by more than a seventh.</summary>
    public const int LeastHistory = 50;

    /// <summary>A habit of less than this says nothing about nights.</summary>
    public static readonly TimeSpan LeastSpan = TimeSpan.FromDays(1);

    /// <summary>Hours of a week, from Sunday midnight UTC.</summary>
    public const int Slots = 7 * Hours;

    private const int Hours = 24;

    /// <summary>Shape of the prior for an hour of the day: a shop's hours differ by as much as their mean, its nights from its evenings.</summary>
    private const double HourShape = 1;

    /// <summary>Shape of the prior for an hour of the week: the same hour differs from day to day by about half.</summary>
    private const double DayShape = 4;

    /// <summary>Steps in which a gap is walked; a longer gap is improbable by then or nothing ever comes.</summary>
    private const int MaxHours = 24 * 60;

    /// <summary>A history is walked whole; its caller bounds it.</summary>
    private const int Whole = int.MaxValue;

    /// <summary>Which hour of the week an instant lies in.</summary>
    public static int SlotOf(DateTimeOffset at) => ((int)at.UtcDateTime.DayOfWeek * Hours) + at.UtcDateTime.Hour;

    /// <summary>Things expected an hour for each hour of the week; null when the history is too thin to be a habit.</summary>
    /// <param name="begun">Instants at which something began, any order, within the window.</param>
    public static double[]? RatesOf(IReadOnlyCollection<DateTimeOffset> begun, DateTimeOffset from, DateTimeOffset to)
    {
        if (begun.Count < LeastHistory || to - from < LeastSpan)
        {
            return null;
        }
        var (counts, hours) = (new double[Slots], new double[Slots]);
        foreach (var at in begun)
        {
            counts[SlotOf(at)]++;
        }
        Walk(from, to, (slot, share) => hours[slot] += share, Whole);
        var mean = begun.Count / hours.Sum();
        var byDay = Enumerable.Range(0, Hours)
            .Select(hour => Shrunk(OfDay(counts, hour), OfDay(hours, hour), mean, HourShape)).ToArray();
        return [.. Enumerable.Range(0, Slots).Select(slot => Shrunk(counts[slot], hours[slot], byDay[slot % Hours], DayShape))];
    }

    private static double OfDay(double[] slots, int hour) => Enumerable.Range(0, Slots / Hours).Sum(day => slots[(day * Hours) + hour]);

    private static double Shrunk(double count, double hours, double mean, double shape) => (count + shape) / (hours + (shape / mean));

    /// <summary>Judges the gap since the last event.</summary>
    public static Silence Judge(IReadOnlyList<double> rates, DateTimeOffset last, DateTimeOffset now)
    {
        var expected = 0.0;
        Walk(last, now, (slot, share) => expected += rates[slot] * share, MaxHours);
        var probability = Math.Exp(-expected);
        return new Silence(expected, probability, probability < Improbable);
    }

    // Hour by hour of the clock, the first and the last in part.
    private static void Walk(DateTimeOffset from, DateTimeOffset to, Action<int, double> take, int steps)
    {
        var at = from;
        for (var i = 0; at < to && i < steps; i++)
        {
            var next = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(1);
            var end = next < to ? next : to;
            take(SlotOf(at), (end - at).TotalHours);
            at = end;
        }
    }
}
