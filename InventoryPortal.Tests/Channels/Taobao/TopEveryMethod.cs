using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Taobao;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

/// <summary>Every method that the adapter calls, with a good answer to it and what the adapter does then.</summary>
public abstract class TopEveryMethod : TopHarness
{
    /// <summary>A number so large is a good id, though no quantity.</summary>
    private const string LargeId = "the quantity 99999999999";

    /// <param name="Good">A good answer that holds <paramref name="Value"/> once.</param>
    /// <param name="Succeeds">Whether the call led to anything: a success, an event, a number.</param>
    /// <param name="Fine">Of the malformed answers, those that are good ones here.</param>
    protected sealed record Case(string Good, string Value, Func<Task<bool>> Succeeds, Func<string, bool>? Fine = null);

    public static TheoryData<string> Methods => [.. TaobaoForm.Methods.Keys];

    protected Case CaseOf(string method) => method switch
    {
        TaobaoForm.OnSale => new(List("items_onsale_get_response"), "7", () => IsListedAsync(null)),
        TaobaoForm.Warehouse => new(List("items_inventory_get_response"), "7", () => IsListedAsync("1~0~1")),
        TaobaoForm.Details => new(
            """{"items_seller_list_get_response":{"items":{"item":[{"num_iid":1,"num":7}]}}}""", "7", async () => await IsStockReadAsync() || await IsCataloguedAsync()),
        TaobaoForm.WriteOne => new("""{"item_quantity_update_response":{"item":{"num_iid":71,"num":4}}}""", "4", () => IsPushedAsync("71")),
        TaobaoForm.WriteSkus => new(
            """{"skus_quantity_update_response":{"item":{"num_iid":71,"num":9,"skus":{"sku":[{"sku_id":8,"quantity":4}]}}}}""", "4", () => IsPushedAsync("71/8")),
        TaobaoForm.WriteTmall => new(
            """{"tmall_item_quantity_update_response":{"quantity_update_result":"71"}}""", "\"71\"", () => IsPushedAsync("71/8", ("shopType", "tmall"))),
        TaobaoForm.Trades => new(
            $$$$"""{"trades_sold_increment_get_response":{"total_results":77,"trades":{"trade":[{{{{Trade(7)}}}}]}}}""", "77", AreTradesReadAsync),
        TaobaoForm.Trade => new($$$"""{"trade_fullinfo_get_response":{"trade":{{{Trade(77)}}}}}""", "77", IsTradeReadAsync),
        TaobaoForm.Seller => new("""{"user_seller_get_response":{"user":{"user_id":77,"nick":"seller"}}}""", "77", IsSignedInAsync, name => name == LargeId),
        TaobaoForm.Consume => new(
            """{"tmc_messages_consume_response":{"messages":{"tmc_message":[{"id":77,"topic":"taobao_trade_TradeCreate","user_id":2200612345678,"content":"{}"}]}}}""",
            "77", IsEventPulledAsync, name => name == LargeId),
        TaobaoForm.Confirm => new("""{"tmc_messages_confirm_response":{"is_success":true}}""", "true", IsConfirmedAsync, name => name == "the quantity true"),
        TaobaoForm.Permit => new("""{"tmc_user_permit_response":{"is_success":true}}""", "true", AreMessagesKeptAsync, name => name == "the quantity true"),

        // What is no "true" in it is a seller without leave, for whom it is asked then.
        TaobaoForm.Permitted => new(
            """{"tmc_user_get_response":{"tmc_user":{"is_valid":true}}}""", "true", AreMessagesKeptAsync, name => name.StartsWith("the quantity", StringComparison.Ordinal)),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "A method without a case."),
    };

    protected void AnswerEverything()
    {
        Answers[TaobaoForm.OnSale] = _ => List("items_onsale_get_response");
        Answers[TaobaoForm.Details] = _ => """{"items_seller_list_get_response":{"items":{"item":[{"num_iid":1,"num":7}]}}}""";
        Answers[TaobaoForm.Permit] = _ => """{"tmc_user_permit_response":{"is_success":true}}""";
        Answers[TaobaoForm.Permitted] = _ => """{"tmc_user_get_response":{}}""";
    }

    protected async Task<bool> IsListedAsync(string? cursor) =>
        (await Adapter.ReadCatalogueAsync(Channel, cursor, Stop)) is not { Failure: not null, Items: [], NextCursor: null };

    private async Task<bool> IsCataloguedAsync() =>
        (await Adapter.ReadCatalogueAsync(Channel, null, Stop)).Items.Any(i => i.Quantity is not null);

    private async Task<bool> IsStockReadAsync()
    {
        var reading = await Adapter.ReadStockAsync(Channel, ["1"], Stop);
        return reading.Failure is null || reading.Figures.Any(f => f.Quantity is not null);
    }

    protected async Task<bool> IsPushedAsync(string id, params (string Name, string Value)[] settings) =>
        Assert.Single(await PushAsync(Connect(settings), (id, 4))) is not PushVerdict.Unknown;

    private async Task<bool> AreTradesReadAsync() =>
        (await Adapter.ReadOrdersAsync(Channel, new OrderQuery(Noon, null), Stop)) is not { Failure: not null, Orders: [], NextCursor: null, ReadTo: null };

    private async Task<bool> IsTradeReadAsync() => (await Adapter.ReadOrderAsync(Channel, "11", Stop)) is not { Order: null, Failure: not null };

    private async Task<bool> IsSignedInAsync() => (await Adapter.TestAsync(Channel, Stop)).Single(c => c.Name == "signIn").Ok;

    private async Task<bool> IsEventPulledAsync() => (await Adapter.PullEventsAsync(Channel, Stop)) is not { Events: [], MayHaveMore: false };

    private async Task<bool> IsConfirmedAsync() => await Adapter.ConfirmEventsAsync(Channel, ["1"], Stop) is null;

    private async Task<bool> AreMessagesKeptAsync() => (await Adapter.EnsureWebhooksAsync(Channel, new Uri("about:blank"), Stop)).Ok;

    private static string List(string envelope) =>
        $$$$"""{"{{{{envelope}}}}":{"total_results":7,"items":{"item":[{"num_iid":1,"modified":"2026-03-01 20:00:00"}]}}}""";

    private static string Trade(int units) =>
        $$$$"""{"tid":11,"status":"TRADE_FINISHED","modified":"{{{{At(Noon)}}}}","orders":{"order":[{"oid":12,"status":"TRADE_FINISHED","num_iid":1,"num":{{{{units}}}}}]}}""";
}
