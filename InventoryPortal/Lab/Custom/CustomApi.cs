using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Channels.Custom;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Custom;

/// <summary>The site's one address, which takes quantities and lists items, and the events that it sends until they are taken.</summary>
internal sealed class CustomApi(ShopBook book) : ILabApi
{
    /// <summary>The address under the site.</summary>
    public const string Path = "stock";

    /// <summary>Items of one push and of one page: the contract's.</summary>
    private const int MaxItems = 500;
    private const int MaxPage = 100;

    /// <summary>Pushes whose answers are remembered by their id.</summary>
    private const int MaxRemembered = 1_000;

    private static readonly string[] Types = [CustomWords.Placed, CustomWords.Cancelled, CustomWords.Refunded];

    /// <summary>Pauses before the next tries of a message, after the specification's advice, a shop's day in a minute.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5)];

    private readonly Dictionary<string, LabReply> _answered = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly CustomWords _words = new(book);

    public bool SaysWhatWas => true;

    public void Opened(IReadOnlyDictionary<string, string> credentials, Uri callback)
    {
        var secret = credentials.GetValueOrDefault("signingSecret") ?? "";
        foreach (var topic in Types)
        {
            if (book.Hooks.Values.FirstOrDefault(h => h.Topic == topic) is not { } hook)
            {
                hook = new ShopHook { Id = book.NextId(), Name = topic, Topic = topic };
                book.Hooks.Add(hook.Id, hook);
            }
            (hook.DeliveryUrl, hook.Secret, hook.Status) = (callback.AbsoluteUri, secret, "active");
        }
    }

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        if (request.Path != Path)
        {
            return Refused(404, "no such address");
        }
        if (Fault(request, scene) is { } fault)
        {
            return Refused(401, fault);
        }
        return request.Method switch
        {
            "GET" => List(request),
            "POST" => Once(request, () => Push(request.Body, scene.HalfFails)),
            _ => Refused(405, "GET and POST only"),
        };
    }

    public LabReply? Spoil(LabFault fault, LabRequest request) => fault == LabFault.OkWithError && request.Method == "GET"
        ? null
        : fault == LabFault.OkWithError ? new LabReply(200, """{"error":"maintenance"}""") : LabReply.Usual(fault);

    public int Items(LabRequest request) =>
        request.Method == "POST" && Parse(request.Body)?["items"] is JsonArray items ? Math.Min(items.Count, MaxItems) : 0;

    public IReadOnlyList<string> Topics(ShopEvent what) => what.Kind switch
    {
        ShopEventKind.OrderPlaced => [CustomWords.Placed],
        // Whichever of the two the order is now; the other has no words.
        ShopEventKind.OrderChanged => [CustomWords.Placed, CustomWords.Cancelled],
        ShopEventKind.OrderRemoved => [CustomWords.Cancelled],
        ShopEventKind.OrderRefunded => [CustomWords.Refunded],
        _ => [],
    };

    public string? Body(string topic, ShopEvent what) => _words.Say(topic, what);

    public LabEnvelope Dress(OutgoingHook sent)
    {
        var (id, at) = (string.Create(CultureInfo.InvariantCulture, $"msg_{sent.Hook.Id}_{sent.Number}"), sent.At.ToUnixTimeSeconds());
        return new LabEnvelope("application/json", new Dictionary<string, string>
        {
            [StandardWebhooks.IdHeader] = id,
            [StandardWebhooks.TimestampHeader] = at.ToString(CultureInfo.InvariantCulture),
            [StandardWebhooks.SignatureHeader] = StandardWebhooks.Sign(StandardWebhooks.KeyOf(sent.Hook.Secret), id, at, Encoding.UTF8.GetBytes(sent.Body)),
        });
    }

    public HookOutcome Delivered(ShopHook hook, int status, int attempt) => status is >= 200 and < 300
        ? new HookOutcome(true, null)
        : new HookOutcome(false, Pauses[Math.Min(attempt - 1, Pauses.Length - 1)]);

    private string? Fault(LabRequest request, LabScene scene)
    {
        var headers = request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal);
        return StandardWebhooks.KeyOf(scene.Credentials?.GetValueOrDefault("signingSecret")) is { } key
            ? StandardWebhooks.Fault([key], headers, Encoding.UTF8.GetBytes(request.Body), book.Now)
            : "no signature is taken";
    }

    private LabReply List(LabRequest request)
    {
        if (!int.TryParse(request.Parameters["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page) || page < 1
            || !int.TryParse(request.Parameters["pageSize"], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > MaxPage
            || request.Parameters.Count != 2)
        {
            return Refused(400, "page and pageSize are expected, at most 100");
        }
        var items = book.Products.Values.Skip((page - 1) * size).Take(size).Select(p => (JsonNode)new JsonObject
        {
            ["externalId"] = CustomIds.Of(p.Id), ["sku"] = p.Sku, ["barcode"] = p.Barcode, ["title"] = p.Name, ["quantity"] = p.Stock,
        });
        return Ok(new JsonObject { ["items"] = new JsonArray([.. items]), ["page"] = page, ["pageSize"] = size, ["total"] = book.Products.Count });
    }

    // The same message again has no second effect: it gets the first answer.
    private LabReply Once(LabRequest request, Func<LabReply> act)
    {
        var id = request.Header(StandardWebhooks.IdHeader)!;
        if (_answered.TryGetValue(id, out var first))
        {
            return first;
        }
        var reply = act();
        _answered.Add(id, reply);
        _order.Enqueue(id);
        if (_order.Count > MaxRemembered)
        {
            _answered.Remove(_order.Dequeue());
        }
        return reply;
    }

    private LabReply Push(string body, bool halfFails)
    {
        if (Parse(body) is not { Count: 1 } root || root["items"] is not JsonArray items)
        {
            return Refused(400, "{\"items\":[…]} is expected");
        }
        if (items.Count > MaxItems)
        {
            return Refused(413, $"at most {MaxItems} items");
        }
        var read = items.Select(CustomPushItem.Of).ToList();
        return read.Contains(null)
            ? Refused(400, "an item is {\"externalId\",\"sku\",\"quantity\"} with a whole quantity of 0 or more")
            : Ok(new JsonObject { ["results"] = new JsonArray([.. read.Select((item, i) => (JsonNode)Take(item!, halfFails && i % 2 == 1))]) });
    }

    private JsonObject Take(CustomPushItem item, bool fails)
    {
        var code = fails ? "internal_error" : book.Products.TryGetValue(CustomIds.Number(item.ExternalId), out var product) ? null : "unknown_item";
        if (code is not null)
        {
            return new JsonObject { ["externalId"] = item.ExternalId, ["status"] = "rejected", ["code"] = code };
        }
        book.SetStock(book.Products[CustomIds.Number(item.ExternalId)], item.Quantity);
        return new JsonObject { ["externalId"] = item.ExternalId, ["status"] = "applied" };
    }

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static LabReply Ok(JsonObject body) => new(200, body.ToJsonString());

    private static LabReply Refused(int status, string why) => new(status, new JsonObject { ["error"] = why }.ToJsonString());
}

/// <summary>One item of a push, read strictly.</summary>
internal sealed record CustomPushItem(string ExternalId, int Quantity)
{
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal) { "externalId", "sku", "quantity" };

    /// <summary>Null for what is none.</summary>
    public static CustomPushItem? Of(JsonNode? node) =>
        node is JsonObject item && item.Count == Members.Count && item.All(m => Members.Contains(m.Key))
        && item["externalId"] is JsonValue id && id.TryGetValue<string>(out var externalId)
        && (item["sku"] is null || (item["sku"] is JsonValue sku && sku.TryGetValue<string>(out _)))
        && item["quantity"] is JsonValue given && given.TryGetValue<int>(out var quantity) && quantity >= 0
            ? new CustomPushItem(externalId, quantity)
            : null;
}
