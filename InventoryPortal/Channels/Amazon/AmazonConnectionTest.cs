using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>Tries an account step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class AmazonConnectionTest(AmazonCalls calls, AmazonListings listings, AmazonOrders orders)
{
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(AmazonSeller seller, CancellationToken cancellationToken)
    {
        // Without a token the API refuses, which tells that it is there.
        var knock = await calls.KnockAsync(seller, cancellationToken);
        var (address, tls) = (Address(knock), ConnectionChecks.Tls(seller.Api, knock));
        if (!address.Ok || !tls.Ok)
        {
            return ConnectionChecks.Unreached(address, tls);
        }
        if (await calls.SignInAsync(seller, cancellationToken) is TokenAnswer.None none)
        {
            return [address, tls, new("signIn", false, none.Failure.Reason), new("permission", false, ConnectionChecks.Skipped)];
        }
        return [address, tls, new("signIn", true, "Login with Amazon gives access tokens for the seller."), await PermissionAsync(seller, cancellationToken)];
    }

    private static ConnectionCheck Address(OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } => new("address", true, "The server accepts connections."),
        OutboundAnswer.NotSent n => new("address", false, n.Reason),
        OutboundAnswer.Lost l => new("address", false, l.Reason),
        OutboundAnswer.Answered { Status: 400 or 401 or 403 } a when AmazonError.Of(a.Body) is not null => new("address", true, "Amazon's Selling Partner API answers here."),
        OutboundAnswer.Answered a => new("address", false, $"A server answers (HTTP {a.Status}), but not as Amazon's Selling Partner API."),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    // Two roles: listings to read and write quantities, orders to hear of sales.
    private async Task<ConnectionCheck> PermissionAsync(AmazonSeller seller, CancellationToken cancellationToken)
    {
        if ((await listings.PageAsync(seller, null, cancellationToken)).Failure is { } noListings)
        {
            return new("permission", false, $"The listings cannot be read. {noListings.Reason}");
        }
        var noOrders = await orders.TryAsync(seller, cancellationToken);
        return noOrders is null or ReadFailure.Transient { Throttled: true }
            ? new("permission", true, "Listings and orders of the marketplace can be read.")
            : new("permission", false, $"The orders cannot be read. {noOrders.Reason}");
    }
}
