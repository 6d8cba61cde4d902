using System.Collections.Concurrent;
using System.Globalization;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Channels.Amazon;

/// <summary>
/// The token buckets that Amazon keeps for each application, seller and operation, kept here as well so that none runs over. In memory:
/// after a restart they count as full, and a 429 empties them.
/// </summary>
internal sealed class AmazonRates(TimeProvider time)
{
    /// <summary>Rates that can be meant: from one call a day to a thousand a second.</summary>
    private const double Least = 1.0 / 86_400;
    private const double Most = 1_000;

    /// <summary>Buckets kept; past it all are forgotten, which costs a 429 and nothing else.</summary>
    private const int MaxBuckets = 20_000;

    private readonly ConcurrentDictionary<(string Account, string Operation), Bucket> _buckets = new();

    /// <summary>Waits for a token; gives the instant of the next one instead when that is further away than <paramref name="patience"/>.</summary>
    public async Task<DateTimeOffset?> EnterAsync(AmazonSeller seller, AmazonOperation operation, TimeSpan patience, CancellationToken cancellationToken)
    {
        var bucket = BucketOf(seller, operation);
        TimeSpan wait;
        lock (bucket)
        {
            var now = time.GetUtcNow();
            (var next, wait) = bucket.Pace.Take(now);
            if (wait > patience)
            {
                return now + wait;
            }
            bucket.Pace = next;
        }
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
        return null;
    }

    /// <summary>Takes over the rate that an answer names, and empties the bucket after a 429; gives the instant of the next token then.</summary>
    public DateTimeOffset? Learn(AmazonSeller seller, AmazonOperation operation, OutboundAnswer.Answered answer)
    {
        var bucket = BucketOf(seller, operation);
        lock (bucket)
        {
            var now = time.GetUtcNow();
            if (operation.Adapts && RateOf(answer) is { } rate && rate != bucket.Rate)
            {
                (bucket.Pace, bucket.Rate) = (bucket.Pace.At(rate, operation.Spared, now), rate);
            }
            if (answer.Status != 429)
            {
                return null;
            }
            var asked = WaitHeaders.RetryAfter(answer, now);
            var refilled = now + TimeSpan.FromSeconds(Math.Ceiling(1 / bucket.Rate));
            var until = asked > refilled ? asked.Value : refilled;
            bucket.Pace = bucket.Pace.Defer(until);
            return until;
        }
    }

    private Bucket BucketOf(AmazonSeller seller, AmazonOperation operation)
    {
        if (_buckets.Count > MaxBuckets)
        {
            _buckets.Clear();
        }
        return _buckets.GetOrAdd((seller.Account, operation.Name), _ => new Bucket(operation));
    }

    private static double? RateOf(OutboundAnswer.Answered answer) =>
        double.TryParse(answer.Header("x-amzn-RateLimit-Limit"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= Least and <= Most
            ? rate
            : null;

    private sealed class Bucket(AmazonOperation operation)
    {
        public Pacer Pace { get; set; } = Pacer.New(operation.Rate, operation.Spared);

        public double Rate { get; set; } = operation.Rate;
    }
}
