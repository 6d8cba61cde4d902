using System.Diagnostics.Metrics;

namespace InventoryPortal.Persistence;

/// <summary>Into which buckets durations are counted; what a library would choose by itself is meant for milliseconds.</summary>
public static class Buckets
{
    /// <summary>Of what takes a moment: a commit, a call, an answer. Seconds.</summary>
    public static readonly InstrumentAdvice<double> Moments = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    /// <summary>Of what waits for others: from half a second, which is fine, to ten minutes, which is not. Seconds.</summary>
    public static readonly InstrumentAdvice<double> Lags = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] };

    /// <summary>Of how many share one thing.</summary>
    public static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] };
}
