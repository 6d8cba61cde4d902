using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Ebay;

/// <summary>Tries an account step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class EbayConnectionTest(EbayCalls calls, EbayTokens tokens)
{
    private const string Skipped = "Not tried, because an earlier check failed.";

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(EbayAccount account, CancellationToken cancellationToken)
    {
        var asked = await tokens.AskAsync(account, EbaySigner.Seller, cancellationToken);
        var (address, tls) = (Address(asked), Tls(account, asked));
        if (!address.Ok || !tls.Ok)
        {
            return [address, tls, new("signIn", false, Skipped), new("permission", false, Skipped)];
        }
        return tokens.Read(asked) is TokenAnswer.None none
            ? [address, tls, new("signIn", false, none.Failure.Reason), new("permission", false, Skipped)]
            : [address, tls, new("signIn", true, "eBay accepts the application and the seller's consent."), await PermissionAsync(account, cancellationToken)];
    }

    /// <summary>Every check failed for one reason that lies before the first of them.</summary>
    public static IReadOnlyList<ConnectionCheck> NotTried(string reason) =>
        [new("address", false, reason), new("tls", false, Skipped), new("signIn", false, Skipped), new("permission", false, Skipped)];

    private static ConnectionCheck Address(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } => new("address", true, "The server accepts connections."),
        OutboundAnswer.NotSent n => new("address", false, n.Reason),
        OutboundAnswer.Lost l => new("address", false, l.Reason),
        OutboundAnswer.Answered { Status: 200 or 400 or 401 } => new("address", true, "eBay's sign-in answers."),
        OutboundAnswer.Answered a => new("address", false, EbayFaults.Describe(a)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private static ConnectionCheck Tls(EbayAccount account, OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } n => new("tls", false, n.Reason),
        _ when account.Token.Scheme == Uri.UriSchemeHttp => new("tls", true, "Not applicable: plain http to an allowed network."),
        OutboundAnswer.Answered => new("tls", true, "The connection is encrypted and the certificate is valid."),
        _ => new("tls", false, Skipped),
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
