using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Shopify;

/// <summary>Tries a shop step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class ShopifyConnectionTest(ShopifyCalls calls, OutboundCalls outbound)
{
    /// <summary>What the portal does needs each of these; to write something includes to read it.</summary>
    private static readonly string[] Scopes = ["read_products", "write_inventory", "read_locations", "read_orders"];

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(ShopifyShop shop, CancellationToken cancellationToken)
    {
        // Without a token every shop says 401: that tells about the address alone.
        using var request = new HttpRequestMessage(HttpMethod.Get, shop.Api);
        var bare = await outbound.SendAsync(ChannelKind.Shopify, request, ShopifyCalls.Limit, cancellationToken);
        var (address, tls) = (Address(shop, bare), ConnectionChecks.Tls(shop.Api, bare));
        if (!address.Ok || !tls.Ok)
        {
            return ConnectionChecks.Unreached(address, tls);
        }
        using var reply = await calls.AskAsync(shop, ShopifyDocuments.Access, json => json.WriteString("location", shop.Location), cancellationToken);
        return reply.Fault is { } fault
            ? [address, tls, new("signIn", false, fault.Read.Reason), new("permission", false, ConnectionChecks.Skipped)]
            : [address, tls, new("signIn", true, "The shop accepts the credential."), Permission(shop, reply.Data)];
    }

    private static ConnectionCheck Address(ShopifyShop shop, OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } => new("address", true, "The server accepts connections."),
        OutboundAnswer.NotSent n => new("address", false, n.Reason),
        OutboundAnswer.Lost l => new("address", false, l.Reason),
        OutboundAnswer.Answered { Status: 401 or 403 or 405 } => new("address", true, "A shop answers here."),
        OutboundAnswer.Answered { Status: 200 } => new("address", false, "A server answers, but not as a shop: it does not ask for a credential."),
        OutboundAnswer.Answered a => new("address", false, ShopifyFaults.Describe(a, shop.Secrets)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private static ConnectionCheck Permission(ShopifyShop shop, JsonElement data)
    {
        if (data.Member("currentAppInstallation")?.Member("accessScopes") is not { ValueKind: JsonValueKind.Array } scopes)
        {
            return new("permission", false, "The shop does not say what the app may do.");
        }
        var held = scopes.EnumerateArray().Select(s => s.Text("handle")).ToHashSet();
        var missing = Scopes.Where(s => !held.Contains(s)).ToList();
        if (missing.Count > 0)
        {
            return new("permission", false, $"The app lacks {string.Join(", ", missing)}: add them to its access scopes, and install it again.");
        }
        var location = data.Member("location");
        return location?.Text("id") != shop.Location ? new("permission", false, "The shop has no location of this number.")
            : location!.Value.Member("isActive") is { ValueKind: JsonValueKind.True } ? new("permission", true, $"The app may read and write the stock of {location!.Value.Text("name")}.")
            : new("permission", false, $"The location {location!.Value.Text("name")} is not active.");
    }
}
