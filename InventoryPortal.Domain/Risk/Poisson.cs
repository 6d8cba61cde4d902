namespace InventoryPortal.Domain.Risk;

/// <summary>The Poisson distribution, as far as it is needed here.</summary>
internal static class Poisson
{
    /// <summary>Beyond this mean the normal approximation with a continuity correction is good to a part in a hundred.</summary>
    private const double LargeMean = 700;

    /// <summary>P(N ≥ <paramref name="least"/>) of a Poisson variable of mean <paramref name="mean"/>.</summary>
    public static double AtLeast(int least, double mean)
    {
        if (least <= 0)
        {
            return 1;
        }
        if (mean <= 0)
        {
            return 0;
        }
        if (mean > LargeMean)
        {
            return 1 - Normal((least - 0.5 - mean) / Math.Sqrt(mean));
        }
        double term = Math.Exp(-mean), below = 0;
        for (var n = 0; n < least && n <= mean + (40 * Math.Sqrt(mean)) + 40; n++)
        {
            below += term;
            term *= mean / (n + 1);
        }
        return Math.Clamp(1 - below, 0, 1);
    }

    /// <summary>Probabilities of 0, 1, … <paramref name="most"/>; the last holds everything above as well.</summary>
    public static double[] UpTo(int most, double mean)
    {
        var p = new double[most + 1];
        double term = Math.Exp(-mean), sum = 0;
        for (var n = 0; n < most; n++)
        {
            p[n] = term;
            sum += term;
            term *= mean / (n + 1);
        }
        p[most] = Math.Max(0, 1 - sum);
        return p;
    }

    // Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8.
    private static double Normal(double x)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(x)));
        var tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return x >= 0 ? 1 - tail : tail;
    }
}
