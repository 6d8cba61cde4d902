using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using InventoryPortal.Channels.Http;

namespace InventoryPortal.Channels.Taobao;

/// <summary>What a call came to, before anybody interprets it. A closed set.</summary>
internal abstract record TopAnswer
{
    private TopAnswer() { }

    /// <summary>The method's own answer.</summary>
    /// <param name="ServerNow">Taobao's clock, where it told.</param>
    public sealed record Good(JsonElement Response, DateTimeOffset? ServerNow) : TopAnswer;

    /// <summary>Taobao refused the call, or failed at it, and says so.</summary>
    public sealed record Refused(TopError Error) : TopAnswer;

    /// <summary>No call was made: Taobao said that none is taken before <paramref name="Until"/>.</summary>
    public sealed record Banned(DateTimeOffset Until) : TopAnswer;

    /// <summary>No answer of Taobao's own: nothing was sent, or nothing whole came back, or something before it answered.</summary>
    public sealed record Failed(OutboundAnswer Answer) : TopAnswer;

    /// <summary>Status 200 with something that is no answer to the method.</summary>
    public sealed record Unreadable(string Reason) : TopAnswer;

    /// <summary>Reads an answer: <c>{"skus_quantity_update_response":{…}}</c> or <c>{"error_response":{…}}</c>.</summary>
    public static TopAnswer Of(string method, OutboundAnswer answer)
    {
        if (answer is not OutboundAnswer.Answered { Status: 200 } answered)
        {
            return new Failed(answer);
        }
        if (!WireJson.TryParse(answered.Body, out var document))
        {
            return new Unreadable("Taobao's gateway answered with something that is not JSON.");
        }
        using (document)
        {
            if (document.RootElement.Member("error_response") is { } error)
            {
                return TopError.Of(error) is { } read ? new Refused(read) : new Unreadable("Taobao reported an error that cannot be read.");
            }
            return document.RootElement.Member(EnvelopeOf(method)) is { ValueKind: JsonValueKind.Object } response
                ? new Good(response.Clone(), WaitHeaders.DateOf(answered))
                : new Unreadable($"Taobao's answer is not one to {method}.");
        }
    }

    /// <summary>The member that holds a method's answer.</summary>
    public static string EnvelopeOf(string method) =>
        $"{(method.StartsWith("taobao.", StringComparison.Ordinal) ? method["taobao.".Length..] : method).Replace('.', '_')}_response";
}

/// <summary>An error as Taobao words it: <c>{"code":50,"msg":"…","sub_code":"isv.…","sub_msg":"…"}</c>.</summary>
internal sealed partial record TopError(int Code, string Message, string SubCode)
{
    /// <summary>Characters kept of a sentence and of a code.</summary>
    private const int MaxMessage = 300;
    private const int MaxCode = 100;

    /// <summary>Longest ban taken at its word, in seconds: beyond a day the figure is more likely a mistake.</summary>
    private const int MaxBan = 24 * 60 * 60;

    /// <summary>Codes of calls that come too often: for a user, a session, a partner, an app.</summary>
    private static readonly HashSet<int> TooOften = [4, 5, 6, 7, 8];

    /// <summary>Codes of a method that the app, the user or the partner may not call.</summary>
    private static readonly HashSet<int> OfRights = [11, 12, 13];

    /// <summary>Codes about the app, its signature or the session.</summary>
    private static readonly HashSet<int> OfSignIn = [24, 25, 26, 27, 28, 29];

    /// <summary>Our clock is more than ten minutes off.</summary>
    public bool IsClock => Code == 31;

    /// <summary>Nothing was done, because calls come too often or the platform is full.</summary>
    public bool IsThrottle => TooOften.Contains(Code) || SubCode.StartsWith("accesscontrol.", StringComparison.Ordinal) || SubCode is "isp.call-limited" or "isp.system-busy";

    /// <summary>The one method is not permitted: what can do without it goes on.</summary>
    public bool IsRight => !IsThrottle && OfRights.Contains(Code);

    /// <summary>A person must act.</summary>
    public bool IsSignIn => !IsThrottle
        && (IsRight || OfSignIn.Contains(Code) || SubCode.Contains("session", StringComparison.Ordinal) || SubCode.Contains("security-authorize", StringComparison.Ordinal));

    /// <summary>The fault is the platform's; what was asked may have been done.</summary>
    public bool IsPlatform => !IsThrottle && (Code == 10 || SubCode.StartsWith("isp.", StringComparison.Ordinal));

    /// <summary>Whether a ban concerns the one method and not the whole app.</summary>
    public bool IsOfMethod => SubCode.Contains("-api-", StringComparison.Ordinal);

    /// <summary>How long the ban lasts; null when Taobao did not say.</summary>
    public TimeSpan? Ban => IsThrottle && BanSeconds().Match(Message) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, MaxBan))
            : null;

    /// <summary>The error that the object is; null when it is none.</summary>
    public static TopError? Of(JsonElement error)
    {
        if (error.Member("code") is not { } given || !TopJson.TryId(given, out var code) || code > int.MaxValue)
        {
            return null;
        }
        var sub = error.Text("sub_code") ?? "";
        var message = error.Text("sub_msg") ?? error.Text("msg") ?? "";
        return new TopError((int)code, Cut(message, MaxMessage), Cut(sub, MaxCode));
    }

    public override string ToString() => $"{string.Create(CultureInfo.InvariantCulture, $"{Code}")} {SubCode}: {Message}";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    [GeneratedRegex(@"ban will last for (\d{1,7}) more second", RegexOptions.CultureInvariant)]
    private static partial Regex BanSeconds();
}
