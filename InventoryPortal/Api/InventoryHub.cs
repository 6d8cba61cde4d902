using InventoryPortal.Access;
using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.SignalR;

namespace InventoryPortal.Api;

/// <summary>What the hub calls at its clients. Lists are never empty; names are part of the HTTP contract.</summary>
public interface IInventoryClient
{
    Task StockChanged(IReadOnlyList<StockChange> changes, CancellationToken cancellationToken);

    Task SyncChanged(IReadOnlyList<SyncChange> changes, CancellationToken cancellationToken);

    Task AlertChanged(IReadOnlyList<AlertChange> alerts, CancellationToken cancellationToken);

    Task JobChanged(IReadOnlyList<JobChange> jobs, CancellationToken cancellationToken);

    /// <summary>Some changes were lost on the way: read what is shown again.</summary>
    Task ChangesMissed(CancellationToken cancellationToken);
}

/// <summary>Live changes for other programs, at <c>/hubs/inventory</c>. A connection hears nothing until it watches topics.</summary>
public sealed class InventoryHub(HubWatches watches, RightsLookup rights) : Hub<IInventoryClient>
{
    public const string Path = "/hubs/inventory";

    /// <summary>Adds topics (<see cref="LiveTopics"/>) to what this connection hears; changes committed after it returns are heard.</summary>
    public Task Watch(string[] topics) => ChangeAsync(watched => watched.TryAdd(topics ?? [], out var more, out var error) ? more : throw new HubException(error));

    /// <summary>Forgets all topics.</summary>
    public Task UnwatchAll() => ChangeAsync(_ => LiveTopics.None);

    /// <inheritdoc />
    public override async Task OnConnectedAsync()
    {
        // Known from the first moment, so that a right that ends also ends connections that watch nothing.
        if (Context.User?.FindCaller() is { } caller)
        {
            watches.Get(Context, caller);
        }
        await base.OnConnectedAsync();
    }

    /// <inheritdoc />
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        await watches.EndAsync(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    private async Task ChangeAsync(Func<LiveTopics, LiveTopics> change)
    {
        var caller = Context.User?.FindCaller();
        var held = caller is null ? null : await rights.FindAsync(caller, Context.ConnectionAborted);
        if (caller is null || held is null || !held.Allows(Permissions.View))
        {
            throw new HubException(Refusal.Forbidden(Permissions.View).Detail);
        }
        var watch = watches.Get(Context, caller);
        var topics = change(watch.Topics).LimitedTo(held.Channels);
        if (topics.FirstForbiddenChannel() is { } channel)
        {
            throw new HubException($"This key may not watch the channel {channel}.");
        }
        watch.Topics = topics;
    }
}
