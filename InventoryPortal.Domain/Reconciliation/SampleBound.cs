namespace InventoryPortal.Domain.Reconciliation;

/// <summary>
/// What a random sample says of the whole: the one-sided Clopper-Pearson bound (C. J. Clopper, E. S. Pearson, Biometrika 26, 1934).
/// It holds for every share of wrong listings, at the price of being a little too high, all the more where much of the whole was looked at.
/// </summary>
public static class SampleBound
{
    /// <summary>Halvings of the interval: the bound is exact to the last bit that anybody prints.</summary>
    private const int Halvings = 60;

    /// <summary>
    /// The share of the whole, 0 to 1, that is wrong at most with this confidence: the share at which seeing so few wrong ones would be
    /// as improbable as the confidence leaves room for.
    /// </summary>
    /// <param name="sampled">Listings looked at, chosen by chance.</param>
    /// <param name="wrong">Of these, wrong.</param>
    /// <param name="confidence">Such as 0.95.</param>
    public static double Upper(int sampled, int wrong, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampled);
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wrong, sampled);
        if (wrong == sampled)
        {
            return 1;
        }
        var (low, high) = ((double)wrong / sampled, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(wrong, sampled, middle) > 1 - confidence ? (middle, high) : (low, middle);
        }
        return high;
    }

    /// <summary>Probability of at most <paramref name="wrong"/> successes in <paramref name="trials"/>, in logarithms so that nothing underflows.</summary>
    private static double AtMost(int wrong, int trials, double share)
    {
        var (ratio, term) = (Math.Log(share) - Math.Log(1 - share), trials * Math.Log(1 - share));
        var (largest, sum) = (term, 1.0);
        for (var k = 1; k <= wrong; k++)
        {
            term += Math.Log(trials - k + 1) - Math.Log(k) + ratio;
            if (term > largest)
            {
                (sum, largest) = ((sum * Math.Exp(largest - term)) + 1, term);
            }
            else
            {
                sum += Math.Exp(term - largest);
            }
        }
        return Math.Exp(largest) * sum;
    }
}
