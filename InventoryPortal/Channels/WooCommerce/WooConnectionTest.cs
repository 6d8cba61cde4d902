using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>Tries a store step by step, so that a person learns which step fails and what to do.</summary>
internal sealed class WooConnectionTest(WooCalls calls)
{
    private static readonly ReadOnlyMemory<byte> EmptyBatch = """{"create":[],"update":[],"delete":[]}"""u8.ToArray();

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(WooStore store, CancellationToken cancellationToken)
    {
        // The index answers without a key: it tells about the address alone.
        var index = await calls.SendAsync(store, HttpMethod.Get, "", null, WooCalls.ReadLimit, cancellationToken, signed: false);
        var address = Address(store, index.Answer);
        var tls = ConnectionChecks.Tls(store.Api, index.Answer);
        if (!address.Ok || !tls.Ok)
        {
            return ConnectionChecks.Unreached(address, tls);
        }
        var read = await calls.GetAsync(store, "products?per_page=1&_fields=id", cancellationToken);
        var signIn = SignIn(store, read.Answer);
        if (!signIn.Ok)
        {
            return [address, tls, signIn, new("permission", false, ConnectionChecks.Skipped)];
        }
        if (Says(read.Answer, "read permission"))
        {
            return [address, tls, signIn, new("permission", false, "The key may not read. Make a key with Read/Write permission under WooCommerce > Settings > Advanced > REST API.")];
        }
        // A batch of nothing passes the store's check for writing and changes nothing.
        var write = await calls.SendAsync(store, HttpMethod.Post, "products/batch", EmptyBatch, WooCalls.ReadLimit, cancellationToken);
        return [address, tls, signIn, Permission(store, write.Answer)];
    }

    private static ConnectionCheck Address(WooStore store, OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.NotSent { Cause: NotSentCause.Tls } => new("address", true, "The server accepts connections."),
        OutboundAnswer.NotSent n => new("address", false, n.Reason),
        OutboundAnswer.Lost l => new("address", false, l.Reason),
        OutboundAnswer.Answered { Status: 200 } a when IsIndex(a.Body) => new("address", true, "A WooCommerce store answers here."),
        // Some hosts hide the index from strangers, in WordPress's own words.
        OutboundAnswer.Answered { Status: 401 or 403 } a when WooError.Of(a.Body) is not null => new("address", true, "A WordPress site answers here; it hides its index."),
        OutboundAnswer.Answered { Status: 404 } => new("address", false, "A server answers, but not with WooCommerce's REST API. Check the address, that WooCommerce is active, and that WordPress's permalinks are not \"Plain\"."),
        OutboundAnswer.Answered { Status: 200 } => new("address", false, "A server answers, but not as a WooCommerce store: the answer is not the index of its REST API."),
        OutboundAnswer.Answered a => new("address", false, WooFaults.Describe(a, store.Secrets)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private static bool IsIndex(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return false;
        }
        using (document)
        {
            return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object;
        }
    }

    private static ConnectionCheck SignIn(WooStore store, OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.Answered { Status: 200 } => new("signIn", true, "The store accepts the key."),
        OutboundAnswer.Answered when Says(answer, "read permission") => new("signIn", true, "The store knows the key."),
        OutboundAnswer.Answered { Status: 401 } a => new("signIn", false, SignInRemedy(store, a)),
        OutboundAnswer.Answered a => new("signIn", false, WooFaults.Describe(a, store.Secrets)),
        OutboundAnswer.NotSent n => new("signIn", false, n.Reason),
        OutboundAnswer.Lost l => new("signIn", false, l.Reason),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private static string SignInRemedy(WooStore store, OutboundAnswer.Answered answer)
    {
        var said = WooFaults.Describe(answer, store.Secrets);
        return WooError.Of(answer.Body)?.Code switch
        {
            // The store words an unknown key as a lack of rights.
            "woocommerce_rest_cannot_view" => $"The consumer key is unknown to the store, or did not reach it: check the key, and that the host passes on the Authorization header; over plain http WooCommerce itself takes no key. ({said})",
            "woocommerce_rest_authentication_error" when Says(answer, "secret") => $"The consumer secret is wrong: enter it again. ({said})",
            _ => said,
        };
    }

    private static ConnectionCheck Permission(WooStore store, OutboundAnswer answer) => answer switch
    {
        OutboundAnswer.Answered { Status: 200 or 201 } => new("permission", true, "The key may write stock."),
        OutboundAnswer.Answered { Status: 401 or 403 } a => new(
            "permission", false, $"The key may read but not write. Give it Read/Write permission under WooCommerce > Settings > Advanced > REST API. ({WooFaults.Describe(a, store.Secrets)})"),
        OutboundAnswer.Answered a => new("permission", false, $"Whether the key may write could not be told: the store answered an empty batch in an unusual way. ({WooFaults.Describe(a, store.Secrets)})"),
        OutboundAnswer.NotSent n => new("permission", false, n.Reason),
        OutboundAnswer.Lost l => new("permission", false, l.Reason),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    private static bool Says(OutboundAnswer answer, string words) =>
        answer is OutboundAnswer.Answered { Status: 401 or 403 } a && WooError.Of(a.Body)?.Message.Contains(words, StringComparison.OrdinalIgnoreCase) == true;
}
