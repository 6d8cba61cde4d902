using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Tries a shop step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class TopConnectionTest(TopCalls calls, TopMessages messages)
{
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(TopShop shop, CancellationToken cancellationToken)
    {
        var asked = (await messages.AskSellerAsync(shop, cancellationToken)).Answer;
        var (address, tls) = (Address(shop, asked), Tls(shop, asked));
        if (!address.Ok || !tls.Ok)
        {
            return ConnectionChecks.Unreached(address, tls);
        }
        var signIn = SignIn(shop, asked);
        if (!signIn.Ok)
        {
            return [address, tls, signIn, new("permission", false, ConnectionChecks.Skipped)];
        }
        var list = await calls.SendAsync(shop, "taobao.items.onsale.get", cancellationToken, ("fields", "num_iid"), ("page_no", "1"), ("page_size", "1"));
        return [address, tls, signIn, Permission(shop, list.Answer)];
    }

    private static ConnectionCheck Address(TopShop shop, TopAnswer answer) => answer switch
    {
        TopAnswer.Good or TopAnswer.Refused or TopAnswer.Banned => new("address", true, "Taobao's gateway answers here."),
        TopAnswer.Failed { Answer: OutboundAnswer.NotSent { Cause: NotSentCause.Tls } } => new("address", true, "The server accepts connections."),
        TopAnswer.Unreadable => new("address", false, "A server answers, but not as Taobao's gateway. Leave the gateway out, or check its address."),
        _ => new("address", false, TopFaults.Describe(answer, shop.Secrets)!),
    };

    private static ConnectionCheck Tls(TopShop shop, TopAnswer answer) => answer switch
    {
        TopAnswer.Failed { Answer: OutboundAnswer.NotSent { Cause: NotSentCause.Tls } n } => new("tls", false, n.Reason),
        TopAnswer.Failed { Answer: OutboundAnswer.NotSent or OutboundAnswer.Lost } => new("tls", false, ConnectionChecks.Skipped),
        _ when shop.Gateway.Scheme == Uri.UriSchemeHttp => new("tls", true, "Not applicable: plain http to an allowed network."),
        _ => new("tls", true, "The connection is encrypted and the certificate is valid."),
    };

    private static ConnectionCheck SignIn(TopShop shop, TopAnswer answer) => answer switch
    {
        TopAnswer.Good good when TopMessages.SellerOf(good) is { } seller => new("signIn", true, $"The session is {seller.Nick}'s."),
        TopAnswer.Good => new("signIn", false, "Taobao's answer does not name the seller."),
        // The app is known and the session too, or Taobao would have said so first.
        TopAnswer.Refused { Error.Code: 11 or 12 or 13 } => new("signIn", true, "Taobao knows the app and the session."),
        _ => new("signIn", false, TopFaults.Describe(answer, shop.Secrets)!),
    };

    private static ConnectionCheck Permission(TopShop shop, TopAnswer answer) => answer is TopAnswer.Good
        ? new("permission", true, "The app may read the shop's items. Whether it may write them shows with the first quantity.")
        : new("permission", false, TopFaults.Describe(answer, shop.Secrets)!);
}
