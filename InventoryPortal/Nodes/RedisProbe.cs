using System.Diagnostics;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace InventoryPortal.Nodes;

/// <summary>What Redis makes of a question.</summary>
public abstract record RedisAnswer
{
    private RedisAnswer()
    {
    }

    /// <summary>None is configured.</summary>
    public sealed record None : RedisAnswer;

    /// <summary>It answers and takes what is written.</summary>
    public sealed record Well(TimeSpan Took) : RedisAnswer;

    /// <summary>It answers, and takes nothing more.</summary>
    public sealed record Full(string Reason) : RedisAnswer;

    /// <summary>It does not answer.</summary>
    public sealed record Away(string Reason) : RedisAnswer;
}

/// <summary>Asks Redis how it is, for people; nothing in the portal waits for it.</summary>
public sealed class RedisProbe(IOptions<NodeLinkOptions> options, RedisConnection redis, TimeProvider clock)
{
    /// <summary>How long the trial of a write is kept.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    /// <summary>How long all of it may take: a connection and two commands.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<RedisAnswer> AskAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsSet)
        {
            return new RedisAnswer.None();
        }
        try
        {
            return await AskNowAsync().WaitAsync(Limit, clock, cancellationToken);
        }
        catch (RedisServerException e)
        {
            return e.Message.StartsWith("OOM", StringComparison.Ordinal) ? new RedisAnswer.Full(e.Message) : new RedisAnswer.Away(e.Message);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Its own text goes on about threads and queues.
            return new RedisAnswer.Away(e is RedisConnectionException ? "No connection could be made, or the password was refused." : "It does not answer in time.");
        }
    }

    private async Task<RedisAnswer> AskNowAsync()
    {
        var database = (await redis.GetAsync()).GetDatabase();
        var began = Stopwatch.GetTimestamp();
        await database.StringSetAsync("inventoryportal:probe", "1", Kept);
        return new RedisAnswer.Well(Stopwatch.GetElapsedTime(began));
    }
}
