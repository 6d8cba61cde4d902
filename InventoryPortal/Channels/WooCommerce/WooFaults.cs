using System.Net;
using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.WooCommerce;

/// <summary>An error as a store words it: <c>{"code","message","data":{"status"}}</c>.</summary>
internal sealed record WooError(string Code, string Message, int? Status)
{
    /// <summary>Characters kept of a store's sentence.</summary>
    private const int MaxMessage = 300;

    /// <summary>Characters kept of a store's code.</summary>
    private const int MaxCode = 100;

    /// <summary>The error that the object is; null when it is none.</summary>
    public static WooError? Of(JsonElement element)
    {
        if (element.Text("code") is not { } code)
        {
            return null;
        }
        // Messages come HTML-encoded: "/products/&lt;product_id&gt;/…".
        var message = WebUtility.HtmlDecode(element.Text("message") ?? code);
        var status = element.Member("data")?.Member("status") is { } s && s.TryWhole(out var n) ? n : (int?)null;
        return new WooError(Cut(code, MaxCode), Cut(message, MaxMessage), status);
    }

    /// <summary>The error that a whole answer is.</summary>
    public static WooError? Of(ReadOnlyMemory<byte> body)
    {
        if (!WireJson.TryParse(body, out var document))
        {
            return null;
        }
        using (document)
        {
            return Of(document.RootElement);
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>What failed calls mean.</summary>
internal static class WooFaults
{
    /// <summary>A read's failure; null when the answer is a success.</summary>
    public static ReadFailure? OfRead(OutboundAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets) => answer switch
    {
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        OutboundAnswer.Answered { Status: 200 or 201 } => null,
        OutboundAnswer.Answered a when IsSignInFault(a) => new ReadFailure.Reauthorise(Describe(a, secrets)),
        OutboundAnswer.Answered a when WaitHeaders.AsksToWait(a) => new ReadFailure.Transient(WaitHeaders.RetryAfter(a, now), true, Describe(a, secrets)),
        OutboundAnswer.Answered { Status: >= 500 } a => new ReadFailure.Transient(null, false, Describe(a, secrets)),
        OutboundAnswer.Answered a => new ReadFailure.Unusable(Describe(a, secrets)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>401 in every case, and 403 when the store itself says so; a bare 403 comes from a firewall in front of it.</summary>
    public static bool IsSignInFault(OutboundAnswer.Answered answer) =>
        answer.Status == 401 || (answer.Status == 403 && WooError.Of(answer.Body) is not null);

    /// <summary>The failure as a sentence for a person.</summary>
    public static string Describe(OutboundAnswer.Answered answer, IReadOnlyList<string> secrets)
    {
        var text = WooError.Of(answer.Body) is { } error
            ? $"The store answered {answer.Status} {error.Code}: {error.Message}"
            : answer.Status is >= 300 and < 400
                ? $"The store redirects (HTTP {answer.Status}); enter the address that it redirects to."
                : $"The store, or something before it, answered HTTP {answer.Status} without saying why.";
        return Masking.Text(text, secrets)!;
    }
}
