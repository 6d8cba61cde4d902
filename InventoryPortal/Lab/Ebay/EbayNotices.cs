using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Ebay;

/// <summary>The Notification API: destinations, one subscription of a topic, and the public key.</summary>
internal sealed class EbayNotices(ShopBook book)
{
    public const string Root = "commerce/notification/v1/";

    public const string OrderTopic = "ORDER_CONFIRMATION";

    public const string Domain = "API_NOTIFICATION";

    private const string Enabled = "ENABLED";

    /// <summary>Failures in a row after which an endpoint is marked down.</summary>
    private const int MaxFailures = 10;

    /// <summary>Pauses before the next tries of a message, a shop's day in a minute; after the last it is given up.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)];

    private readonly EbayDestinations _destinations = new(book);
    private readonly EbaySigning _signing = new();

    /// <summary>Whether a path is the seller's business; the rest is the application's.</summary>
    public static bool IsSellers(string path) => path.StartsWith(Root + "subscription", StringComparison.Ordinal);

    public LabReply? Answer(LabRequest request)
    {
        var path = request.Path[Root.Length..].Split('/');
        var id = IdOf(path.ElementAtOrDefault(1));
        return (request.Method, path[0], path.Length) switch
        {
            ("GET", "public_key", 2) => _signing.PublicKey(path[1]) is { } key ? EbaySays.Ok(key) : EbaySays.Refused(404, 195001, Domain, "The specified key id is invalid."),
            ("GET", "config", 1) => _destinations.Configuration,
            ("PUT", "config", 1) => _destinations.Configure(request),
            ("GET", "destination", 1) => Paged(request, "destinations", _destinations.All),
            ("POST", "destination", 1) => _destinations.Register(request, 0),
            ("PUT", "destination", 2) => _destinations.Knows(id) ? _destinations.Register(request, id) : EbaySays.Refused(404, 195022, Domain, "Invalid or missing destination id."),
            ("GET", "subscription", 1) => Paged(request, "subscriptions", book.Hooks.Values.Select(Describe)),
            ("POST", "subscription", 1) => Subscribe(request, null),
            ("PUT", "subscription", 2) when book.Hooks.TryGetValue(id, out var hook) => Subscribe(request, hook),
            ("POST", "subscription", 3) when path[2] == "enable" && book.Hooks.TryGetValue(id, out var hook) => Enable(hook),
            _ => null,
        };
    }

    /// <summary>The header that a delivery carries.</summary>
    public string Sign(string body) => _signing.Sign(body);

    public HookOutcome Delivered(ShopHook hook, int status, int attempt)
    {
        if (status is >= 200 and < 300)
        {
            hook.Failures = 0;
            return new HookOutcome(true, null);
        }
        if (++hook.Failures >= MaxFailures)
        {
            MarkDown(hook);
        }
        return new HookOutcome(false, attempt <= Pauses.Length ? Pauses[attempt - 1] : null);
    }

    /// <summary>The endpoint failed too often, and the subscription is off as well.</summary>
    public void SwitchOff(ShopHook hook)
    {
        MarkDown(hook);
        hook.Status = "disabled";
    }

    private void MarkDown(ShopHook hook)
    {
        _destinations.MarkDown(IdOf(hook.Name));
        hook.Status = "paused";
    }

    private LabReply Subscribe(LabRequest request, ShopHook? hook)
    {
        string[] members = hook is null ? ["topicId", "destinationId", "status", "payload"] : ["destinationId", "status", "payload"];
        var body = EbaySays.Strict(EbaySays.Parse(request.Body), members);
        var payload = EbaySays.Strict(body?["payload"], "format", "schemaVersion", "deliveryProtocol");
        if (body is null || (hook is null && EbaySays.Text(body["topicId"], 100) != OrderTopic))
        {
            return EbaySays.Refused(400, 195027, Domain, "Invalid or missing topic id.");
        }
        if ((EbaySays.Text(payload?["format"], 10), EbaySays.Text(payload?["schemaVersion"], 10), EbaySays.Text(payload?["deliveryProtocol"], 10)) != ("JSON", "1.0", "HTTPS"))
        {
            return EbaySays.Refused(400, 195008, Domain, "Invalid or missing schema version.");
        }
        var id = IdOf(EbaySays.Text(body["destinationId"], 20));
        if (_destinations.EndpointOf(id) is not { } endpoint)
        {
            return EbaySays.Refused(400, 195007, Domain, "Invalid or missing destination id.");
        }
        if (hook is null && book.Hooks.Count > 0)
        {
            return EbaySays.Refused(409, 195012, Domain, "Subscription already exists");
        }
        if (EbaySays.Text(body["status"], 20) is not (Enabled or "DISABLED"))
        {
            return EbaySays.Refused(400, 195006, Domain, "Invalid or missing subscription status.");
        }
        if (!_destinations.IsEnabled(id))
        {
            return EbaySays.Refused(409, 195015, Domain, "The subscription cannot be enabled since the destination is not enabled.");
        }
        var kept = hook ?? new ShopHook { Id = book.NextId(), Topic = OrderTopic };
        (kept.Name, kept.DeliveryUrl, kept.Status) = (Text(id), endpoint, EbaySays.Text(body["status"], 20) == Enabled ? "active" : "disabled");
        book.Hooks[kept.Id] = kept;
        return hook is null ? EbaySays.Made(request.Address, $"{Root}subscription/{kept.Id}") : EbaySays.Done;
    }

    private LabReply Enable(ShopHook hook)
    {
        if (!_destinations.IsEnabled(IdOf(hook.Name)))
        {
            return EbaySays.Refused(409, 195015, Domain, "The subscription cannot be enabled since the destination is not enabled.");
        }
        (hook.Status, hook.Failures) = ("active", 0);
        return EbaySays.Done;
    }

    private static LabReply Paged(LabRequest request, string member, IEnumerable<JsonObject> all) =>
        EbaySays.Knows(request, "limit", "continuation_token") && EbaySays.Number(request, "limit", 20, 10, 100) is { } limit
            ? EbaySays.Ok(new JsonObject { ["limit"] = limit, ["total"] = all.Count(), [member] = new JsonArray([.. all.Take(limit).Select(a => (JsonNode)a)]) })
            : EbaySays.Refused(400, 195004, Domain, "Invalid limit. Supported ranges 10 - 100.");

    // An endpoint that is marked down leaves its subscriptions as they are.
    private static JsonObject Describe(ShopHook hook) => new()
    {
        ["subscriptionId"] = Text(hook.Id),
        ["topicId"] = hook.Topic,
        ["status"] = hook.Status == "disabled" ? "DISABLED" : Enabled,
        ["destinationId"] = hook.Name,
    };

    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    // 0 is nobody's.
    private static long IdOf(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
