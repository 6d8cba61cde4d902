using System.Globalization;
using System.Text.Json.Nodes;
using InventoryPortal.Channels.Taobao;
using InventoryPortal.Lab;
using InventoryPortal.Lab.Book;
using InventoryPortal.Lab.Taobao;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Lab;

/// <summary>What the platform refuses, the simulated one does too: the adapter's every request in the suite has passed it.</summary>
public sealed class TaobaoStrictnessTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> Keys = new() { ["appKey"] = "21000001", ["appSecret"] = "secret", ["session"] = "6100" };

    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly ILabApi _api;
    private readonly string _item;
    private readonly List<string> _skus;

    public TaobaoStrictnessTests()
    {
        var dialect = new TaobaoDialect();
        ILabApi? api = null;
        var book = new ShopBook(_clock, dialect.Rules, what => api?.Happened(what, new HashSet<LabFault>()));
        foreach (var product in dialect.Shelf(dialect.Shops[0], book.NextId))
        {
            book.Add(product);
        }
        _api = api = dialect.Open(book);
        var large = book.Products.Values.Where(p => p.ParentId != 0).GroupBy(p => p.ParentId).First(g => g.Count() > 20);
        (_item, _skus) = (dialect.ExternalId(large.First()).Split('/')[0], [.. large.Select(p => dialect.ExternalId(p).Split('/')[1])]);
    }

    [Theory]
    [InlineData("method", null, 21)]
    [InlineData("method", "taobao.item.quantity.updat", 22)]
    [InlineData("app_key", null, 28)]
    [InlineData("app_key", "21000002", 29)]
    [InlineData("sign", null, 24)]
    [InlineData("sign", "0123", 25)]
    [InlineData("sign_method", "sha1", 25)]
    [InlineData("timestamp", null, 30)]
    [InlineData("timestamp", "2026-03-01 12:00:00", 31)]
    [InlineData("timestamp", "2026-03-01T20:00:00Z", 31)]
    [InlineData("v", null, 32)]
    [InlineData("v", "3.0", 34)]
    [InlineData("format", "xml", 23)]
    [InlineData("session", null, 26)]
    [InlineData("session", "6101", 27)]
    [InlineData("fields", null, 40)]
    [InlineData("fields", "num_iid,colour", 41)]
    [InlineData("num_iids", "1,2,x", 41)]
    [InlineData("num_iids", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", 41)]
    [InlineData("number", "5", 41)]
    public void A_wrong_field_makes_a_call_fail_with_its_real_code(string field, string? value, int code)
    {
        var good = Call(TaobaoForm.Details, ("fields", "num_iid,num"), ("num_iids", "1"));
        Assert.Equal(0, CodeOf(good));
        Assert.Equal(code, CodeOf(Change(good, field, value)));
    }

    [Theory]
    [InlineData("skuid_quantities", "1:x", 41, "isv.invalid-parameter")]
    [InlineData("skuid_quantities", "1:2", 50, "isv.sku-not-exist")]
    [InlineData("num_iid", "7", 50, "isv.item-not-exist:invalid-numIid")]
    [InlineData("type", "3", 41, "isv.invalid-parameter")]
    [InlineData("skuid_quantities", null, 40, "isv.missing-parameter")]
    public void A_write_is_taken_whole_or_refused_whole(string field, string? value, int code, string sub)
    {
        var good = Call(TaobaoForm.WriteSkus, ("num_iid", _item), ("skuid_quantities", $"{_skus[0]}:5;{_skus[1]}:6"), ("type", "1"));
        Assert.Equal(0, CodeOf(good));
        var changed = Change(good, field, value is "1:2" ? $"{_skus[0]}:9;1:2" : value);
        var error = Answer(changed)["error_response"]!;
        Assert.Equal((code, sub), ((int)error["code"]!, (string?)error["sub_code"]));
        Assert.Equal(5, (int)Answer(Call(TaobaoForm.Details, ("fields", "num_iid,sku"), ("num_iids", _item)))["items_seller_list_get_response"]!["items"]!["item"]![0]!["skus"]!["sku"]![0]!["quantity"]!);
    }

    [Fact]
    public void Limits_of_items_spans_and_pages_are_the_platforms()
    {
        Assert.Equal(41, CodeOf(Call(TaobaoForm.WriteSkus, ("num_iid", _item), ("skuid_quantities", string.Join(';', _skus.Take(21).Select(s => $"{s}:1"))))));
        Assert.Equal(0, CodeOf(Call(TaobaoForm.WriteSkus, ("num_iid", _item), ("skuid_quantities", string.Join(';', _skus.Take(20).Select(s => $"{s}:1"))))));
        Assert.Equal(50, CodeOf(Call(TaobaoForm.WriteSkus, ("num_iid", _item), ("skuid_quantities", $"{_skus[0]}:-1"))));
        Assert.Equal(50, CodeOf(Call(TaobaoForm.Trades, ("fields", "tid"), ("start_modified", "2026-02-28 19:59:59"), ("end_modified", "2026-03-01 20:00:00"))));
        Assert.Equal(41, CodeOf(Call(TaobaoForm.Trades, ("fields", "tid"), ("start_modified", "2026-03-01 19:00:00"), ("end_modified", "2026-03-01 20:00:00"), ("page_size", "101"))));
        Assert.Equal(50, CodeOf(Call(TaobaoForm.OnSale, ("fields", "num_iid"), ("page_no", "101"), ("page_size", "200"))));
        Assert.Equal(41, CodeOf(Call(TaobaoForm.Consume, ("quantity", "9"))));
        Assert.Equal(41, CodeOf(Call(TaobaoForm.Confirm, ("s_message_ids", string.Join(',', Enumerable.Range(1, 201))))));
        Assert.Equal(41, CodeOf(Call(TaobaoForm.WriteTmall, ("item_id", _item), ("sku_quantities", $$"""[{"sku_id":{{_skus[0]}},"quantity":1,"colour":"red"}]"""))));
        Assert.Equal(9, CodeOf(Call(TaobaoForm.Seller, ("fields", "nick")), method: "GET"));
    }

    [Fact]
    public void Calls_that_come_too_often_are_banned_for_the_seconds_that_are_told()
    {
        var call = Call(TaobaoForm.Seller, ("fields", "nick"));
        for (var i = 0; i < TaobaoDoor.MaxCalls; i++)
        {
            Assert.Equal(0, CodeOf(call));
        }
        var error = Answer(call)["error_response"]!;
        Assert.Equal((7, "This ban will last for 2 more seconds"), ((int)error["code"]!, (string?)error["sub_msg"]));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("This ban will last for 1 more seconds", (string?)Answer(call)["error_response"]!["sub_msg"]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, CodeOf(call));
    }

    [Fact]
    public void Messages_are_kept_from_the_sellers_leave_on_come_again_until_they_are_confirmed_and_not_in_between()
    {
        Answer(Call(TaobaoForm.WriteSkus, ("num_iid", _item), ("skuid_quantities", $"{_skus[0]}:1")));
        Assert.Equal(0, _api.Kept);
        Answer(Call(TaobaoForm.Permit));
        Answer(Call(TaobaoForm.WriteSkus, ("num_iid", _item), ("skuid_quantities", $"{_skus[0]}:2")));
        Assert.Equal(1, _api.Kept);
        var first = Assert.Single(Fetch());
        Assert.Equal("taobao_item_ItemStockChanged", (string?)first["topic"]);
        Assert.Empty(Fetch());
        _clock.Advance(TimeSpan.FromSeconds(5));
        var again = Assert.Single(Fetch());
        Assert.Equal((long)first["id"]!, (long)again["id"]!);
        Answer(Call(TaobaoForm.Confirm, ("s_message_ids", ((long)first["id"]!).ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(0, _api.Kept);
    }

    private List<JsonNode> Fetch() =>
        [.. (Answer(Call(TaobaoForm.Consume, ("quantity", "200")))["tmc_messages_consume_response"]!["messages"]?["tmc_message"]?.AsArray() ?? []).Select(n => n!)];

    // The clock of the shop: a call's instant is always the present one.
    private Dictionary<string, string> Call(string method, params (string Name, string Value)[] parameters)
    {
        var form = parameters.ToDictionary(p => p.Name, p => p.Value);
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
            [("method", method), ("app_key", Keys["appKey"]), ("session", Keys["session"]), ("timestamp", TopShop.Text(_clock.GetUtcNow())), ("format", "json"), ("v", "2.0"), ("sign_method", "hmac")])
        {
            form[name] = value;
        }
        return Signed(form);
    }

    private static Dictionary<string, string> Change(Dictionary<string, string> good, string field, string? value)
    {
        var changed = new Dictionary<string, string>(good);
        changed.Remove(field);
        if (value is not null)
        {
            changed[field] = value;
        }
        return field is "sign" or "sign_method" ? changed : Signed(changed);
    }

    private static Dictionary<string, string> Signed(Dictionary<string, string> form)
    {
        form["sign"] = TopSign.Of("hmac", Keys["appSecret"], form);
        return form;
    }

    private int CodeOf(Dictionary<string, string> form, string method = "POST") => (int?)Answer(form, method)["error_response"]?["code"] ?? 0;

    private JsonNode Answer(Dictionary<string, string> form, string method = "POST")
    {
        var request = new LabRequest(
            method, TaobaoApi.Path, "", new QueryCollection(), new HeaderDictionary { ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8" },
            System.Text.Encoding.UTF8.GetString(TopShop.Form(form)), new Uri("http://127.0.0.1/lab/taobao-house"));
        return JsonNode.Parse(_api.Answer(request, new LabScene(Keys, HalfFails: false)).Body)!;
    }
}
