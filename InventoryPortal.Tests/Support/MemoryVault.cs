using System.Collections.Concurrent;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Tests.Support;

/// <summary>Keeps channels' secrets in memory, and what was rotated in turn.</summary>
public sealed class MemoryVault : ICredentialVault
{
    private readonly ConcurrentDictionary<long, IReadOnlyDictionary<string, string>> _secrets = new();

    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Rotations { get; } = new();

    /// <summary>Whether it fails to keep anything.</summary>
    public bool IsBroken { get; set; }

    public Task<IReadOnlyDictionary<string, string>> ReadAsync(long channelId, CancellationToken cancellationToken) =>
        Task.FromResult(_secrets.GetValueOrDefault(channelId) ?? new Dictionary<string, string>());

    public Task RotateAsync(long channelId, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new InvalidOperationException("The vault is broken.");
        }
        Rotations.Enqueue(secrets);
        _secrets.AddOrUpdate(channelId, secrets, (_, old) => old.Where(s => !secrets.ContainsKey(s.Key)).Concat(secrets).ToDictionary());
        return Task.CompletedTask;
    }
}
