using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using Microsoft.EntityFrameworkCore;

namespace InventoryPortal.Catalog;

/// <summary>Reads channels, and asks one whether it can be reached.</summary>
public sealed class ChannelQueries(PortalDatabase database, RightsLookup rights, ConnectionLookup connections, AdapterSet adapters)
{
    /// <summary>Longest a whole connection test takes: four calls, each with its own limit.</summary>
    private static readonly TimeSpan TestLimit = TimeSpan.FromSeconds(60);

    /// <summary>Channels that the caller may see, by key.</summary>
    public async Task<Paged<ChannelView>> ListAsync(Caller caller, PageRequest page, CancellationToken cancellationToken)
    {
        var held = await rights.FindAsync(caller, cancellationToken);
        return await database.ReadAsync(
            async (db, token) =>
            {
                var channels = db.Channels.Within(db, held is null ? ChannelScope.Nothing : held.Channels, c => c.Id);
                var total = await channels.CountAsync(token);
                var rows = await channels.OrderBy(c => c.Key).Skip(page.Offset).Take(page.PageSize).ToListAsync(token);
                return page.With([.. rows.Select(ChannelView.Of)], total);
            },
            cancellationToken);
    }

    /// <summary>One channel; null when there is none with the key, or the reader may not see it.</summary>
    /// <param name="scope">Channel keys that the reader is limited to; null for all.</param>
    public Task<ChannelView?> FindAsync(string key, IReadOnlySet<string>? scope, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (db, token) => ChannelScope.Holds(scope, key) && await db.Channels.SingleOrDefaultAsync(c => c.Key == key, token) is { } row ? ChannelView.Of(row) : null,
            cancellationToken);

    /// <summary>
    /// Tries the connection of a channel as it is stored. Refusals: <c>forbidden</c>, <c>not_found</c>,
    /// <c>channel_kind_unavailable</c>. What the channel does is a result.
    /// </summary>
    public async Task<CommandAnswer<ConnectionTest>> TestAsync(Caller caller, string key, CancellationToken cancellationToken)
    {
        var held = await rights.FindAsync(caller, cancellationToken);
        if (held?.Allows(Permissions.ChannelsConnect, key) != true)
        {
            return Refusal.Forbidden(Permissions.ChannelsConnect, held, key);
        }
        return await connections.FindAsync(key, cancellationToken) is { } connection
            ? await TestAsync(connection, cancellationToken)
            : ChannelSettings.NotFound(key);
    }

    /// <summary>Tries settings and credentials before they are stored, for the wizard. The form is checked first.</summary>
    public async Task<CommandAnswer<ConnectionTest>> TestAsync(
        Caller caller, ChannelKind kind, IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> credentials, CancellationToken cancellationToken)
    {
        var held = await rights.FindAsync(caller, cancellationToken);
        if (held?.Allows(Permissions.ChannelsConnect) != true)
        {
            return Refusal.Forbidden(Permissions.ChannelsConnect, held, channelKey: null);
        }
        return ChannelForm.Check(adapters, kind, settings, credentials) is { } refusal
            ? refusal
            : await TestAsync(new ChannelConnection(0, "new", kind, settings, credentials), cancellationToken);
    }

    private async Task<CommandAnswer<ConnectionTest>> TestAsync(ChannelConnection connection, CancellationToken cancellationToken)
    {
        if (adapters.Get(connection.Kind) is not { } adapter)
        {
            return ChannelForm.KindUnavailable(connection.Kind);
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TestLimit);
        try
        {
            var checks = await adapter.TestAsync(connection, limit.Token);
            return new ConnectionTest(checks.All(c => c.Ok), checks);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ConnectionTest(false, [new ConnectionCheck("address", false, $"The channel did not answer within {TestLimit.TotalSeconds:0} s.")]);
        }
    }
}
