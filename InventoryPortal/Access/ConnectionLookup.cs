using System.Collections.Concurrent;
using System.Text.Json;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Access;

/// <summary>
/// Channels with their secrets in plain text, for the stages that call them or check their signatures. Kept for a moment;
/// dropped at once when this process changes a channel.
/// </summary>
public sealed class ConnectionLookup : IDisposable
{
    /// <summary>Upper bound on how long another node's change of a channel goes unseen.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Channels of one kind that know of each other: more than a merchant has accounts.</summary>
    private const int MaxSiblings = 200;

    private readonly ConcurrentDictionary<string, (ChannelConnection? Connection, DateTimeOffset At)> _byKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ChannelKind, (IReadOnlyList<ChannelConnection> Connections, DateTimeOffset At)> _byKind = new();
    private readonly PortalDatabase _database;
    private readonly ICredentialVault _vault;
    private readonly TimeProvider _clock;
    private readonly CommitSignals.Subscription _changes;

    public ConnectionLookup(PortalDatabase database, ICredentialVault vault, CommitSignals signals, TimeProvider clock)
    {
        _database = database;
        _vault = vault;
        _clock = clock;
        _changes = signals.Subscribe(CommitTopics.Channels, capacity: 1);
    }

    /// <summary>The channel with this key, or null.</summary>
    public async Task<ChannelConnection?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ForgetChanged();
        var now = _clock.GetUtcNow();
        if (_byKey.TryGetValue(key, out var kept) && now - kept.At < Freshness)
        {
            return kept.Connection;
        }
        var row = await _database.ReadAsync((db, token) => db.Channels.SingleOrDefaultAsync(c => c.Key == key, token), cancellationToken);
        var connection = row is null ? null : await OpenAsync(row, cancellationToken);
        if (connection is not null)
        {
            // Unknown keys are not kept: strangers could fill the memory with them.
            _byKey[key] = (connection, now);
        }
        return connection;
    }

    /// <summary>The channel with this id, or null. Always fresh.</summary>
    public async Task<ChannelConnection?> FindAsync(long channelId, CancellationToken cancellationToken)
    {
        var row = await _database.ReadAsync((db, token) => db.Channels.SingleOrDefaultAsync(c => c.Id == channelId, token), cancellationToken);
        ForgetChanged();
        return row is null ? null : await OpenAsync(row, cancellationToken);
    }

    private void ForgetChanged()
    {
        if (_changes.Reader.TryRead(out _))
        {
            _byKey.Clear();
            _byKind.Clear();
        }
    }

    private async Task<ChannelConnection> OpenAsync(ChannelRow row, CancellationToken cancellationToken)
    {
        var all = await OfKindAsync(row.Kind, cancellationToken);
        return await OpenAsync(row, [.. all.Where(c => c.ChannelId != row.Id)], cancellationToken);
    }

    private async Task<ChannelConnection> OpenAsync(ChannelRow row, IReadOnlyList<ChannelConnection> siblings, CancellationToken cancellationToken) => new(
        row.Id,
        row.Key,
        row.Kind,
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.SettingsJson, JsonSerializerOptions.Web) ?? [],
        await _vault.ReadAsync(row.Id, cancellationToken),
        row.Version)
    {
        Siblings = siblings,
    };

    /// <summary>Every channel of a kind, as it was a moment ago; without siblings of their own.</summary>
    private async Task<IReadOnlyList<ChannelConnection>> OfKindAsync(ChannelKind kind, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_byKind.TryGetValue(kind, out var kept) && now - kept.At < Freshness)
        {
            return kept.Connections;
        }
        var rows = await _database.ReadAsync(
            (db, token) => db.Channels.Where(c => c.Kind == kind).OrderBy(c => c.Id).Take(MaxSiblings).ToListAsync(token), cancellationToken);
        var connections = new List<ChannelConnection>(rows.Count);
        foreach (var row in rows.Count > 1 ? rows : [])
        {
            connections.Add(await OpenAsync(row, [], cancellationToken));
        }
        _byKind[kind] = (connections, now);
        return connections;
    }

    /// <inheritdoc />
    public void Dispose() => _changes.Dispose();
}
