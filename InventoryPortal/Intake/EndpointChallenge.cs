using InventoryPortal.Access;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Intake;

/// <summary>Finds the answer to a channel's question whether an endpoint is really ours.</summary>
public sealed class EndpointChallenge(ConnectionLookup connections, AdapterSet adapters)
{
    /// <summary>The answer; null when there is no such channel, its kind asks no such question, or this is none.</summary>
    /// <param name="query">Of the GET to the endpoint, by name.</param>
    /// <param name="endpoint">The endpoint's address as it is registered at the channel.</param>
    public async Task<ChallengeAnswer?> AnswerAsync(
        string channelKey, IReadOnlyDictionary<string, string> query, Uri endpoint, CancellationToken cancellationToken) =>
        await connections.FindAsync(channelKey, cancellationToken) is { } connection && adapters.Get(connection.Kind) is { } adapter
            ? adapter.Challenge(connection, query, endpoint)
            : null;
}
