using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Http;

/// <summary>What asking a channel for a short-lived token came to. A closed set.</summary>
internal abstract record TokenAnswer
{
    private TokenAnswer() { }

    /// <summary>A token, good for <paramref name="Lifetime"/> from when it was asked for.</summary>
    public sealed record Token(string Value, TimeSpan Lifetime) : TokenAnswer;

    /// <summary>None. <paramref name="Failure"/> says whether a person must act.</summary>
    public sealed record None(ReadFailure Failure) : TokenAnswer;
}

/// <summary>
/// Short-lived access tokens, in memory only. One request at a time asks for a channel's token and the others wait for it; a channel
/// whose secrets were entered anew (another <see cref="ChannelConnection.Version"/>) starts afresh.
/// </summary>
internal sealed class AccessTokens(TimeProvider time)
{
    /// <summary>A token is given up this long before its end, so that none ends under way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<(long ChannelId, string Purpose), Kept> _kept = new();

    /// <summary>The token at hand, or a fresh one from <paramref name="ask"/>. Failures are not kept.</summary>
    /// <param name="purpose">Which of a channel's tokens, where it has several.</param>
    /// <param name="ask">One call to the channel; does not throw but for the cancelled token.</param>
    public async Task<TokenAnswer> GetAsync(
        ChannelConnection channel, string purpose, Func<CancellationToken, Task<TokenAnswer>> ask, CancellationToken cancellationToken)
    {
        // A form that is only being tried out: all of them share this id, and the next one may hold other secrets.
        if (channel.ChannelId == 0)
        {
            return await ask(cancellationToken);
        }
        var kept = _kept.GetOrAdd((channel.ChannelId, purpose), _ => new Kept());
        await kept.Door.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (kept.Token is { } token && kept.Version == channel.Version && now < kept.Until)
            {
                return token;
            }
            kept.Token = null;
            var answer = await ask(cancellationToken);
            if (answer is TokenAnswer.Token fresh)
            {
                (kept.Token, kept.Version, kept.Until) = (fresh, channel.Version, now + Spared(fresh.Lifetime));
            }
            return answer;
        }
        finally
        {
            kept.Door.Release();
        }
    }

    /// <summary>The channel refused this token before its time: the next call asks for another.</summary>
    public void Drop(ChannelConnection channel, string purpose, string refused)
    {
        if (_kept.TryGetValue((channel.ChannelId, purpose), out var kept) && kept.Token?.Value == refused)
        {
            kept.Until = DateTimeOffset.MinValue;
        }
    }

    // A token that lives for less than the margin is used for half its life.
    private static TimeSpan Spared(TimeSpan lifetime) => lifetime > 2 * Margin ? lifetime - Margin : lifetime / 2;

    private sealed class Kept
    {
        public SemaphoreSlim Door { get; } = new(1, 1);

        public TokenAnswer.Token? Token { get; set; }

        public long Version { get; set; }

        public DateTimeOffset Until { get; set; }
    }
}
