using System.Globalization;
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
        if (!WooJson.TryParse(body, out var document))
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
    /// <summary>Longest wait that a store may ask for; beyond it the figure is more likely a mistake than a wish.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(24);

    /// <summary>A read's failure; null when the answer is a success.</summary>
    public static ReadFailure? OfRead(OutboundAnswer answer, DateTimeOffset now, IReadOnlyList<string> secrets) => answer switch
    {
        OutboundAnswer.NotSent n => new ReadFailure.Transient(null, false, n.Reason),
        OutboundAnswer.Lost l => new ReadFailure.Transient(null, false, l.Reason),
        OutboundAnswer.Answered { Status: 200 or 201 } => null,
        OutboundAnswer.Answered a when IsSignInFault(a) => new ReadFailure.Reauthorise(Describe(a, secrets)),
        OutboundAnswer.Answered a when Throttled(a) => new ReadFailure.Transient(RetryAfter(a, now), true, Describe(a, secrets)),
        OutboundAnswer.Answered { Status: >= 500 } a => new ReadFailure.Transient(null, false, Describe(a, secrets)),
        OutboundAnswer.Answered a => new ReadFailure.Unusable(Describe(a, secrets)),
        _ => throw new InvalidOperationException("An answer of a kind unknown here."),
    };

    /// <summary>401 in every case, and 403 when the store itself says so; a bare 403 comes from a firewall in front of it.</summary>
    public static bool IsSignInFault(OutboundAnswer.Answered answer) =>
        answer.Status == 401 || (answer.Status == 403 && WooError.Of(answer.Body) is not null);

    /// <summary>Whether the store or its host asked us to wait.</summary>
    public static bool Throttled(OutboundAnswer.Answered answer) =>
        answer.Status == 429 || (answer.Status == 503 && answer.Header("Retry-After") is not null);

    /// <summary>The instant asked for, on our clock; null when none was named or it is unreadable.</summary>
    public static DateTimeOffset? RetryAfter(OutboundAnswer.Answered answer, DateTimeOffset now)
    {
        var text = answer.Header("Retry-After")?.Trim();
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return now + Bounded(TimeSpan.FromSeconds(Math.Min(seconds, (long)MaxWait.TotalSeconds)));
        }
        if (!TryHttpDate(text, out var until))
        {
            return null;
        }
        // Their clock against their clock: a skewed one then still gives the right wait.
        return now + Bounded(until - (DateOf(answer) ?? now));
    }

    /// <summary>The store's clock when it answered.</summary>
    public static DateTimeOffset? DateOf(OutboundAnswer.Answered answer) => TryHttpDate(answer.Header("Date"), out var date) ? date : null;

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

    private static TimeSpan Bounded(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxWait ? MaxWait : wait;

    private static bool TryHttpDate(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
}
