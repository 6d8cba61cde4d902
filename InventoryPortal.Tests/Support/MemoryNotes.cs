using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>Keeps adapters' notes in memory, past a restart of the adapter.</summary>
public sealed class MemoryNotes : IChannelNotes
{
    private readonly Lock _gate = new();

    /// <summary>Every note by channel and name.</summary>
    public ConcurrentDictionary<(long ChannelId, string Name), string> All { get; } = new();

    public Task<string?> ReadAsync(long channelId, string name, CancellationToken cancellationToken) => Task.FromResult(All.GetValueOrDefault((channelId, name)));

    public Task ChangeAsync(long channelId, string name, Func<string?, string?> change, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (change(All.GetValueOrDefault((channelId, name))) is { } text)
            {
                Assert.InRange(text.Length, 0, IChannelNotes.MaxText);
                All[(channelId, name)] = text;
            }
            else
            {
                All.TryRemove((channelId, name), out _);
            }
        }
        return Task.CompletedTask;
    }
}
