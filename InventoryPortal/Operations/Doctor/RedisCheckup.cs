using System.Globalization;
using InventoryPortal.Nodes;

namespace InventoryPortal.Operations.Doctor;

/// <summary>Whether the portals on this database can hear of each other at once.</summary>
public sealed class RedisCheckup(RedisProbe probe)
{
    private const string Subject = "redis";

    /// <summary>Slower than this and screens feel it.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(100);

    /// <summary>How it stands; null where none is configured. Never worse than a warning: nothing is wrong without it.</summary>
    public async Task<Finding?> LookAsync(CancellationToken cancellationToken) => await probe.AskAsync(cancellationToken) switch
    {
        RedisAnswer.None => null,
        RedisAnswer.Well well when well.Took < Slow => Finding.Ok(Subject, "It answers."),
        RedisAnswer.Well well => Finding.Warn(
            Subject, string.Create(CultureInfo.InvariantCulture, $"It takes {well.Took.TotalMilliseconds:0} ms to answer."), "Put it nearer to the portals, or look at what else uses it."),
        RedisAnswer.Full => Finding.Warn(Subject, "Its memory is full: it takes nothing more.", "Give it a maxmemory-policy such as allkeys-lru: the portal keeps nothing there that it needs."),
        RedisAnswer.Away away => Finding.Warn(Subject, away.Reason, "Start it, and look at ConnectionStrings:Redis. Until then other portals' changes are shown some seconds late."),
        _ => throw new InvalidOperationException(Subject),
    };
}
