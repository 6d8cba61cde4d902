using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Taobao;

/// <summary>The gateway as one shop's app sees it: one address for all methods, status 200 for good and bad.</summary>
internal sealed class TaobaoApi : ILabApi
{
    /// <summary>The gateway's address under the shop.</summary>
    public const string Path = "router/rest";

    private readonly TaobaoDoor _door;
    private readonly TaobaoQueue _queue;
    private readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, LabReply>> _methods;

    public TaobaoApi(ShopBook book)
    {
        var (goods, trades) = (new TaobaoGoods(book), new TaobaoTrades(book));
        _door = new TaobaoDoor(book);
        _queue = new TaobaoQueue(book, goods);
        _methods = new(StringComparer.Ordinal)
        {
            [TaobaoForm.OnSale] = goods.List,
            [TaobaoForm.Warehouse] = goods.List,
            [TaobaoForm.Details] = goods.Details,
            [TaobaoForm.WriteOne] = goods.WriteOne,
            [TaobaoForm.WriteSkus] = goods.WriteSkus,
            [TaobaoForm.WriteTmall] = goods.WriteTmall,
            [TaobaoForm.Trades] = trades.List,
            [TaobaoForm.Trade] = trades.One,
            [TaobaoForm.Seller] = Seller,
            [TaobaoForm.Consume] = _queue.Fetch,
            [TaobaoForm.Confirm] = _queue.Confirm,
            [TaobaoForm.Permit] = _queue.Permit,
            [TaobaoForm.Permitted] = _queue.Permitted,
        };
    }

    public int Kept => _queue.Kept;

    public LabReply Answer(LabRequest request, LabScene scene)
    {
        if (request.Path != Path)
        {
            return new LabReply(404, "<!doctype html><title>404 Not Found</title>", "text/html");
        }
        if (request.Method != "POST" || request.Header("Content-Type")?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new TaobaoError(9, "Http Action Not Allowed").Reply();
        }
        if (TaobaoDoor.Parse(request.Body) is not { } form)
        {
            return TaobaoError.Invalid("form").Reply();
        }
        return (_door.Fault(form, scene.Credentials) is { } fault) ? fault.Reply() : _methods[form["method"]](form);
    }

    public LabReply? Spoil(LabFault fault, LabRequest request) => fault switch
    {
        LabFault.TooMany => TaobaoError.Ban(TaobaoDoor.BanSeconds).Reply(),
        LabFault.OkWithError => TaobaoError.Service("isp.remote-service-error", "The service behind failed").Reply(),
        _ => LabReply.Usual(fault),
    };

    public bool IsChange(LabRequest request) => MethodOf(request) is TaobaoForm.WriteOne or TaobaoForm.WriteSkus or TaobaoForm.WriteTmall
        or TaobaoForm.Consume or TaobaoForm.Confirm or TaobaoForm.Permit;

    public int Items(LabRequest request)
    {
        var form = TaobaoDoor.Parse(request.Body);
        return form?.GetValueOrDefault("method") switch
        {
            TaobaoForm.WriteSkus => (form.GetValueOrDefault("skuid_quantities") ?? "").Split(';').Length,
            TaobaoForm.WriteTmall => TaobaoForm.TmallSkus(form.GetValueOrDefault("sku_quantities") ?? "")?.Count ?? 1,
            TaobaoForm.WriteOne => 1,
            _ => 0,
        };
    }

    public void Happened(ShopEvent what, IReadOnlySet<LabFault> faults) => _queue.Happened(what, faults);

    public void SwitchHooksOff(ShopBook book) => _queue.Forbid();

    private static LabReply Seller(IReadOnlyDictionary<string, string> form) => TaobaoWords.Good(form["method"], new JsonObject
    {
        ["user"] = TaobaoWords.Only(new JsonObject { ["user_id"] = TaobaoQueue.UserId, ["nick"] = TaobaoQueue.Nick }, form["fields"]),
    });

    private static string? MethodOf(LabRequest request) => TaobaoDoor.Parse(request.Body)?.GetValueOrDefault("method");
}
