using System.Globalization;
using System.Text;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Taobao;

/// <summary>Names of the settings and secrets, as the HTTP contract has them.</summary>
internal static class TopFields
{
    /// <summary>Where calls go; left out for the gateway of the Chinese mainland.</summary>
    public const string Gateway = "gateway";

    /// <summary><see cref="Taobao"/> or <see cref="Tmall"/>; left out for the first.</summary>
    public const string ShopType = "shopType";

    /// <summary>How calls are signed; left out for HMAC-SHA256.</summary>
    public const string SignMethod = "signMethod";

    /// <summary>The group of users whose messages are read; left out for the app's own. Two shops under one app key need one each.</summary>
    public const string MessageGroup = "messageGroup";

    /// <summary>When the session ends, an ISO 8601 instant; left out where nobody knows.</summary>
    public const string SessionExpiresAt = "sessionExpiresAt";

    public const string AppKey = "appKey";
    public const string AppSecret = "appSecret";
    public const string Session = "session";

    public const string Taobao = "taobao";
    public const string Tmall = "tmall";
}

/// <summary>The shop of a channel: where it is reached, under which app and session. Lives for one call of the adapter.</summary>
internal sealed class TopShop
{
    /// <summary>The gateway of the Chinese mainland.</summary>
    public static readonly Uri MainGateway = new("https://eco.taobao.com/router/rest");

    /// <summary>All of Taobao's instants are in this zone, which knows no summer time.</summary>
    public static readonly TimeSpan Zone = TimeSpan.FromHours(8);

    public const string InstantFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly string _secret;
    private readonly string _signMethod;

    private TopShop(ChannelConnection channel, Uri gateway, string appKey, string secret, string session)
    {
        (ChannelId, Version) = (channel.ChannelId, channel.Version);
        (Gateway, AppKey, _secret, Session) = (gateway, appKey, secret, session);
        IsTmall = channel.Settings.GetValueOrDefault(TopFields.ShopType) == TopFields.Tmall;
        Group = Given(channel.Settings, TopFields.MessageGroup);
        var named = Given(channel.Settings, TopFields.SignMethod);
        _signMethod = named is not null && TopSign.Methods.Contains(named) ? named : TopSign.HmacSha256;
    }

    public long ChannelId { get; }

    /// <summary>The channel's version: another may be another shop.</summary>
    public long Version { get; }

    public Uri Gateway { get; }

    public string AppKey { get; }

    public string Session { get; }

    public bool IsTmall { get; }

    public string? Group { get; }

    /// <summary>Everything that may never be seen.</summary>
    public IReadOnlyList<string> Secrets => [_secret, Session];

    /// <summary>The shop of a channel; null with a reason when it has no address or secrets.</summary>
    public static TopShop? Of(ChannelConnection channel, out string reason)
    {
        reason = "";
        var gateway = MainGateway;
        if (Given(channel.Settings, TopFields.Gateway) is { } given && !Uri.TryCreate(given, UriKind.Absolute, out gateway))
        {
            reason = "The channel has no valid gateway address.";
            return null;
        }
        var (key, secret, session) = (
            Given(channel.Credentials, TopFields.AppKey), Given(channel.Credentials, TopFields.AppSecret), Given(channel.Credentials, TopFields.Session));
        if (key is null || secret is null || session is null)
        {
            reason = "The channel lacks its app key, app secret or session: enter them again.";
            return null;
        }
        return new TopShop(channel, gateway, key, secret, session);
    }

    /// <summary>An instant as Taobao writes it.</summary>
    public static string Text(DateTimeOffset instant) => instant.ToOffset(Zone).ToString(InstantFormat, CultureInfo.InvariantCulture);

    /// <summary>Everything that is sent with a call, signed.</summary>
    /// <param name="method">Such as <c>taobao.items.onsale.get</c>.</param>
    public IReadOnlyDictionary<string, string> Sign(string method, IEnumerable<(string Name, string? Value)> parameters, DateTimeOffset now)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = method,
            ["app_key"] = AppKey,
            ["session"] = Session,
            ["timestamp"] = Text(now),
            ["format"] = "json",
            ["v"] = "2.0",
            ["sign_method"] = _signMethod,
        };
        foreach (var (name, value) in parameters.Where(p => !string.IsNullOrEmpty(p.Value)))
        {
            all.Add(name, value!);
        }
        all[TopSign.Parameter] = TopSign.Of(_signMethod, _secret, all);
        return all;
    }

    /// <summary>A form as a body.</summary>
    public static byte[] Form(IReadOnlyDictionary<string, string> parameters) =>
        Encoding.UTF8.GetBytes(string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}")));

    private static string? Given(IReadOnlyDictionary<string, string> fields, string name) =>
        fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
