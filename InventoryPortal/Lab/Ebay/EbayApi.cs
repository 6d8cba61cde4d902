using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Ebay;

/// <summary>One seller's account: eBay's door, its three APIs, and the notifications of sales.</summary>
internal sealed class EbayApi(ShopBook book) : ILabApi
{
    private readonly EbayGate _gate = new(book);
    private readonly EbayShelf _shelf = new(book);
    private readonly EbayOrderBook _orders = new(book);
    private readonly EbayNotices _notices = new(book);

    public bool SaysWhatWas => true;

    public void Opened(IReadOnlyDictionary<string, string> credentials, Uri callback) => _gate.Close();

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        if (request.Path == EbayGate.TokenPath)
        {
            return _gate.Token(request, scene);
        }
        var isNotice = request.Path.StartsWith(EbayNotices.Root, StringComparison.Ordinal);
        return _gate.Refusal(request, scene, seller: !isNotice || EbayNotices.IsSellers(request.Path))
            ?? (isNotice ? _notices.Answer(request) : _shelf.Answer(request, scene) ?? _orders.Answer(request))
            ?? EbaySays.Refused(404, 2002, "ACCESS", "Resource not found");
    }

    public LabReply? Spoil(LabFault fault, LabRequest request) => fault switch
    {
        LabFault.TooMany => LabReply.Usual(fault)! with
        {
            Body = new JsonObject { ["errors"] = new JsonArray(EbaySays.Error(2001, "ACCESS", "Too many requests.")) }.ToJsonString(),
        },
        LabFault.OkWithError when request.Path == EbayShelf.BulkUpdate =>
            EbaySays.Ok(new JsonObject { ["errors"] = new JsonArray(EbaySays.Error(25001, "API_INVENTORY", "A system error has occurred.", category: "APPLICATION")) }),
        _ => LabReply.Usual(fault),
    };

    public bool IsChange(LabRequest request) => request.Method is "POST" or "PUT" && request.Path is not (EbayGate.TokenPath or EbayShelf.BulkGet);

    public int Items(LabRequest request) => request.Path == EbayShelf.BulkUpdate ? EbayShelf.Count(request.Body) : 0;

    /// <summary>A sale is told when the buyer commits to it and again when it is paid; what becomes of it later is not told at all.</summary>
    public IReadOnlyList<string> Topics(ShopEvent what) => what.Kind is ShopEventKind.OrderPlaced or ShopEventKind.OrderPaid ? [EbayNotices.OrderTopic] : [];

    public string? Body(string topic, ShopEvent what)
    {
        if (topic != EbayNotices.OrderTopic || book.Orders.GetValueOrDefault(what.Id) is not { } order || !EbayOrderBook.IsOrder(order))
        {
            return null;
        }
        var lines = order.Lines.Select(l => (JsonNode)new JsonObject
        {
            ["orderLineItemId"] = (10_000_000_000_000 + l.Id).ToString(CultureInfo.InvariantCulture), ["listingId"] = EbayShelf.ListingId(l.ItemId), ["quantity"] = l.Quantity,
        });
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["topic"] = topic, ["schemaVersion"] = "1.0", ["deprecated"] = false },
            ["notification"] = new JsonObject
            {
                ["notificationId"] = $"{Guid.NewGuid()}_{Guid.NewGuid()}",
                ["eventDate"] = EbaySays.Instant(book.Now),
                ["publishDate"] = EbaySays.Instant(book.Now),
                ["publishAttemptCount"] = 1,
                ["data"] = new JsonObject
                {
                    ["user"] = new JsonObject { ["userId"] = "attic", ["username"] = "attic_finds" },
                    ["order"] = new JsonObject { ["orderId"] = EbayOrderBook.IdOf(order.Id), ["orderLineItems"] = new JsonArray([.. lines]) },
                },
            },
        }.ToJsonString();
    }

    public LabEnvelope Dress(OutgoingHook sent) => new("application/json", new Dictionary<string, string> { ["X-EBAY-SIGNATURE"] = _notices.Sign(sent.Body) });

    public HookOutcome Delivered(ShopHook hook, int status, int attempt) => _notices.Delivered(hook, status, attempt);

    public void SwitchHooksOff(ShopBook shop)
    {
        foreach (var hook in shop.Hooks.Values)
        {
            _notices.SwitchOff(hook);
        }
    }
}
