using System.Globalization;
using InventoryPortal.Channels.Taobao;
using InventoryPortal.Lab.Book;
using Microsoft.AspNetCore.WebUtilities;

namespace InventoryPortal.Lab.Taobao;

/// <summary>What a call must bring before any method looks at it: app, signature, clock, session, and patience. In the platform's own order.</summary>
internal sealed class TaobaoDoor(ShopBook book)
{
    /// <summary>Calls of one second above which an app is sent away.</summary>
    public const int MaxCalls = 100;

    /// <summary>For how long, in seconds.</summary>
    public const int BanSeconds = 2;

    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(10);

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "method", "app_key", "session", "timestamp", "format", "v", "sign_method", TopSign.Parameter,
    };

    private DateTimeOffset _second;
    private DateTimeOffset _bannedUntil;
    private int _calls;

    /// <summary>The parameters of a form; null when one comes twice.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        return form.Values.Any(v => v.Count != 1) ? null : form.ToDictionary(p => p.Key, p => p.Value[0] ?? "", StringComparer.Ordinal);
    }

    /// <summary>Why a call is refused; null when its method may look at it.</summary>
    public TaobaoError? Fault(IReadOnlyDictionary<string, string> form, IReadOnlyDictionary<string, string>? credentials) =>
        Ban() ?? OfCommon(form, credentials) ?? OfMethod(form);

    private TaobaoError? Ban()
    {
        var now = book.Now;
        if (now < _bannedUntil)
        {
            return TaobaoError.Ban((int)(_bannedUntil - now).TotalSeconds);
        }
        (_second, _calls) = now == _second ? (_second, _calls + 1) : (now, 1);
        if (_calls <= MaxCalls)
        {
            return null;
        }
        _bannedUntil = now.AddSeconds(BanSeconds);
        return TaobaoError.Ban(BanSeconds);
    }

    private TaobaoError? OfCommon(IReadOnlyDictionary<string, string> form, IReadOnlyDictionary<string, string>? credentials)
    {
        string? Given(string name) => form.GetValueOrDefault(name);
        // A revoked session takes nothing from the app: it is still known.
        return Given("method") is not { } method ? new(21, "Missing Method")
            : !TaobaoForm.Methods.ContainsKey(method) ? new(22, "Invalid Method")
            : Given("app_key") is not { } key ? new(28, "Missing App Key")
            : credentials is not null && credentials.GetValueOrDefault("appKey") != key ? new(29, "Invalid App Key")
            : Given(TopSign.Parameter) is not { } sign ? new(24, "Missing Signature")
            : Given("sign_method") is not { } way || !TopSign.Methods.Contains(way) || (credentials is not null && TopSign.Of(way, credentials.GetValueOrDefault("appSecret") ?? "", form) != sign)
                ? new(25, "Invalid Signature")
            : Given("timestamp") is not { } stamp ? new(30, "Missing Timestamp")
            : !TaobaoWords.TryInstant(stamp, out var at) || (book.Now - at).Duration() > MaxSkew ? new(31, "Invalid Timestamp")
            : Given("v") is not { } version ? new(32, "Missing Version")
            : version != "2.0" ? new(34, "Unsupported Version")
            : Given("format") != "json" ? new(23, "Invalid Format")
            : Given("session") is not { } session ? new(26, "Missing Session")
            : credentials?.GetValueOrDefault("session") != session ? new(27, "Invalid Session", "invalid-sessionkey", "The session key has ended")
            : null;
    }

    private static TaobaoError? OfMethod(IReadOnlyDictionary<string, string> form)
    {
        var known = TaobaoForm.Methods[form["method"]];
        return known.Where(p => p.IsRequired && !form.ContainsKey(p.Name)).Select(p => TaobaoError.Missing(p.Name)).FirstOrDefault()
            ?? form.Where(p => !Common.Contains(p.Key)).Where(p => known.FirstOrDefault(k => k.Name == p.Key) is not { } parameter || !parameter.IsGood(p.Value))
                .Select(p => TaobaoError.Invalid(p.Key)).FirstOrDefault();
    }
}
