using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Tries an account step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class EbayConnectionTest(EbayCalls calls, EbayTokens tokens)
{
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(EbayAccount account, CancellationToken cancellationToken)
    {
        var asked = await tokens.AskAsync(account, EbaySigner.Seller, cancellationToken);
        var (address, tls) = (Address(asked), ConnectionChecks.Tls(account.Token, asked));
        if (!address.Ok || !tls.Ok)
        {
            return ConnectionChecks.Unreached(address, tls);
        }
        return tokens.Read(asked) is TokenAnswer.None none
            ? [address, tls, new("signIn", false, none.Failure.Reason), new("permission", false, ConnectionChecks.Skipped)]
            : [address, tls, new("signIn", true, "eBay accepts the application and the seller's consent."), await PermissionAsync(account, cancellationToken)];
    }

    private static ConnectionCheck Address(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } => new("address", true, "The server accepts connections."),
        OutboundAnswer.NotSent n => new("address", false, n.Reason),
        OutboundAnswer.Lost l => new("address", false, l.Reason),
        OutboundAnswer.Answered { Status: 200 or 400 or 401 } => new("address", true, "eBay's sign-in answers."),
        OutboundAnswer.Answered a => new("address", false, EbayFaults.Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    // Stock and orders are two consents: each is tried by the smallest read that it allows.
    private async Task<ConnectionCheck> PermissionAsync(EbayAccount account, CancellationToken cancellationToken)
    {
        foreach (var (what, route) in new[] { ("stock", "sell/inventory/v1/inventory_item?limit=1&offset=0"), ("orders", "sell/fulfillment/v1/order?limit=1&offset=0") })
        {
            var call = await calls.GetAsync(account, route, EbaySigner.Seller, cancellationToken);
            if (EbayFaults.OfRead(call, calls.Now) is { } failure)
            {
                return new("permission", false, $"The {what} cannot be read. {failure.Reason}");
            }
        }
        return new("permission", true, "The seller's stock and orders may be read.");
    }
}
