using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Sync;

namespace InventoryPortal.Dispatch;

/// <summary>One lane's breaker, pace and recent figures, kept in this process: losing them costs a probe, never a unit.</summary>
public sealed class LaneGauge(ChannelTraits traits)
{
    /// <summary>Confirmations whose lag is kept for the percentiles.</summary>
    private const int LagSamples = 512;

    /// <summary>Longest wait for the channel's pace with claims in hand; beyond it they are given back.</summary>
    private static readonly TimeSpan MaxPaceWait = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _calls = new();
    private readonly Queue<double> _lagsMs = new();
    private Breaker _breaker = Breaker.New(BreakerLimits.Default);
    private Pacer _pacer = Pacer.New(traits.CallsPerSecond, traits.Burst);
    private DateTimeOffset _deferredUntil = DateTimeOffset.MinValue;

    /// <summary>closed, open or halfOpen.</summary>
    public string BreakerWord
    {
        get
        {
            lock (_lock)
            {
                return _breaker.Word;
            }
        }
    }

    /// <summary>Calls in the last minute.</summary>
    public int CallsLastMinute(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
            return _calls.Count;
        }
    }

    /// <summary>Milliseconds from a new desired quantity to its confirmation, at a percentile 0 to 1; null before the first.</summary>
    public double? LagMs(double percentile)
    {
        lock (_lock)
        {
            if (_lagsMs.Count == 0)
            {
                return null;
            }
            var sorted = _lagsMs.Order().ToArray();
            return sorted[(int)Math.Min(sorted.Length - 1, Math.Floor(percentile * sorted.Length))];
        }
    }

    /// <summary>The instant before which no call goes out; <paramref name="now"/> when calls may go.</summary>
    public DateTimeOffset NotBefore(DateTimeOffset now)
    {
        lock (_lock)
        {
            var breaker = _breaker switch
            {
                Breaker.Open open => open.Until,
                Breaker.HalfOpen probing => probing.ProbeUntil,
                _ => DateTimeOffset.MinValue,
            };
            var until = breaker > _deferredUntil ? breaker : _deferredUntil;
            return until > now ? until : now;
        }
    }

    internal bool MayCall(DateTimeOffset now) => NotBefore(now) <= now;

    /// <summary>Waits for the pace; false when the breaker is open or the wait would be long.</summary>
    internal async Task<bool> EnterAsync(TimeProvider clock, CancellationToken stop, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var decision = _breaker.Ask(now);
            _breaker = decision.Next;
            if (decision is BreakerDecision.Wait)
            {
                return false;
            }
            (var next, wait) = _pacer.Take(now);
            if (wait > MaxPaceWait)
            {
                _deferredUntil = now + wait - MaxPaceWait;
                return false;
            }
            _pacer = next;
        }
        if (wait <= TimeSpan.Zero)
        {
            return true;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        try
        {
            await Task.Delay(wait, clock, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    internal void Called(DateTimeOffset now, int calls)
    {
        lock (_lock)
        {
            Forget(now);
            for (var i = 0; i < calls; i++)
            {
                _calls.Enqueue(now);
            }
        }
    }

    /// <summary>Draws the breaker's and the pace's conclusions from a read: null is success.</summary>
    internal void Judge(ReadFailure? failure, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (failure is ReadFailure.Transient { Throttled: true } throttled)
            {
                Defer(throttled.NotBefore);
            }
            _breaker = failure is ReadFailure.Transient { Throttled: false } or ReadFailure.Unusable ? _breaker.OnFailure(now) : _breaker.OnSuccess(now);
        }
    }

    /// <summary>Draws the breaker's and the pace's conclusions from one call's verdicts.</summary>
    internal void Judge(IReadOnlyList<Outcome> outcomes, DateTimeOffset now)
    {
        if (outcomes.Count == 0)
        {
            return;
        }
        lock (_lock)
        {
            var failed = outcomes.All(o => o.Verdict is PushVerdict.Unknown or PushVerdict.RetryAt { Throttled: false });
            _breaker = failed ? _breaker.OnFailure(now) : _breaker.OnSuccess(now);
            Defer(outcomes.Select(o => o.Verdict).OfType<PushVerdict.RetryAt>().Where(r => r.Throttled).Max(r => r.NotBefore));
            foreach (var outcome in outcomes.Where(o => o.Verdict is PushVerdict.Applied && o.Claim.DesiredAt is not null))
            {
                _lagsMs.Enqueue((now - outcome.Claim.DesiredAt!.Value).TotalMilliseconds);
                if (_lagsMs.Count > LagSamples)
                {
                    _lagsMs.Dequeue();
                }
            }
        }
    }

    private void Defer(DateTimeOffset? until)
    {
        if (until is { } notBefore)
        {
            _pacer = _pacer.Defer(notBefore);
            _deferredUntil = notBefore > _deferredUntil ? notBefore : _deferredUntil;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_calls.TryPeek(out var oldest) && now - oldest > TimeSpan.FromMinutes(1))
        {
            _calls.Dequeue();
        }
    }
}

/// <summary>The gauges of all lanes of this process.</summary>
public sealed class LaneGauges
{
    private readonly ConcurrentDictionary<long, LaneGauge> _gauges = new();

    /// <summary>A channel's gauge, or null when it never had a lane here.</summary>
    public LaneGauge? Find(long channelId) => _gauges.GetValueOrDefault(channelId);

    internal LaneGauge Open(long channelId, ChannelTraits traits) => _gauges.GetOrAdd(channelId, _ => new LaneGauge(traits));
}
