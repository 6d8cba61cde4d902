using System.Text;
using System.Text.Json;
using InventoryPortal.Channels.Taobao;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Lab.Taobao;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

/// <summary>The adapter, and the simulated platform that checks it everywhere else, held against the platform's own descriptions.</summary>
public sealed class TopContractTests : TopEveryMethod
{
    private const string Folder = "taobao";

    [Fact]
    public async Task Every_call_is_as_the_platform_describes_its_method()
    {
        var described = Described();
        foreach (var method in described.Keys)
        {
            AnswerEverything();
            var tried = CaseOf(method);
            Spoil(method, http => AnsweringServer.WriteAsync(http, 200, tried.Good));
            await tried.Succeeds();
            await MoreAsync(method);
        }
        Assert.Superset(described.Keys.ToHashSet(), Calls.Select(c => c["method"]).ToHashSet());
        Assert.All(Calls.Where(c => described.ContainsKey(c["method"])), c => Assert.Empty(TopParameters.Faults(described[c["method"]], c).Select(f => $"{c["method"]}: {f}")));
    }

    [Fact]
    public void The_simulated_platform_knows_no_parameter_that_the_real_one_does_not() => Assert.All(Described(), d =>
    {
        var known = d.Value.GetProperty("requestParams").EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!, p => p.TryGetProperty("required", out var r) && r.ValueKind == JsonValueKind.True);
        Assert.All(TaobaoForm.Methods[d.Key], p => Assert.Equal((p.Name, p.IsRequired), (p.Name, known[p.Name])));
        Assert.Empty(known.Where(k => k.Value).Select(k => k.Key).Except(TaobaoForm.Methods[d.Key].Select(p => p.Name)));
    });

    [Fact]
    public void A_wrong_parameter_does_not_pass()
    {
        var described = Describe(TaobaoForm.Details);
        Dictionary<string, string> Call(string fields, string ids) => new() { ["method"] = TaobaoForm.Details, ["fields"] = fields, ["num_iids"] = ids };
        Assert.Empty(TopParameters.Faults(described, Call("num_iid,sku", "1,2")));
        Assert.NotEmpty(TopParameters.Faults(described, Call("num_iid,colour", "1")));
        Assert.NotEmpty(TopParameters.Faults(described, Call("num_iid", string.Join(',', Enumerable.Range(1, 21)))));
        Assert.NotEmpty(TopParameters.Faults(described, new Dictionary<string, string>(Call("num_iid", "1")) { ["page"] = "1" }));
        Assert.NotEmpty(TopParameters.Faults(described, new Dictionary<string, string> { ["fields"] = "num_iid" }));
        Assert.NotEmpty(TopParameters.Faults(Describe(TaobaoForm.WriteTmall), new Dictionary<string, string> { ["item_id"] = "1", ["options"] = """{"type":"1"}""" }));
    }

    [Fact]
    public void Every_vector_of_a_signature_comes_out()
    {
        var taobao = VendorFiles.Read("vectors/signature-vectors.json").GetProperty(Folder);
        var secret = taobao.GetProperty("app_secret").GetString()!;
        var vectors = taobao.GetProperty("vectors").EnumerateArray().ToList();
        Assert.Equal(TopSign.Methods.Order(), vectors.Select(v => v.GetProperty("params").GetProperty("sign_method").GetString()!).Distinct().Order());
        Assert.All(vectors, v =>
        {
            var call = v.GetProperty("params").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
            Assert.Equal(v.GetProperty("sign").GetString(), TopSign.Of(call["sign_method"], secret, call));
        });
    }

    [Fact]
    public void Every_topic_that_is_wanted_exists_and_names_what_is_read_of_it()
    {
        var topics = VendorFiles.Read($"{Folder}/tmc/topics.json");
        Assert.All(TopEvents.Wanted, topic =>
        {
            var fields = topics.GetProperty(topic).GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("name").GetString()!).ToList();
            var content = JsonSerializer.Serialize(fields.ToDictionary(f => f, _ => 7));
            Assert.True(Adapter.Interpret(topic, Encoding.UTF8.GetBytes(content)) is ChannelEvent.OrderChanged { OrderId: "7" } or ChannelEvent.StockHint { Quantity: 7 }, topic);
        });
    }

    /// <summary>Parameters that the plain case of a method leaves out.</summary>
    private async Task MoreAsync(string method)
    {
        switch (method)
        {
            case TaobaoForm.OnSale:
                await IsListedAsync("0~1700000000~2");
                break;
            case TaobaoForm.WriteTmall:
                await IsPushedAsync("71", ("shopType", "tmall"));
                break;
            case TaobaoForm.Consume:
                await Adapter.PullEventsAsync(Connect(("messageGroup", "second")), Stop);
                break;
            case TaobaoForm.Confirm:
                await Adapter.ConfirmEventsAsync(Connect(("messageGroup", "second")), [.. Enumerable.Range(1, 201).Select(i => $"{i}")], Stop);
                break;
        }
    }

    /// <summary>Methods that the folder describes; who the seller is, is asked by one that it may lack.</summary>
    private static Dictionary<string, JsonElement> Described() =>
        TaobaoForm.Methods.Keys.Where(m => m != TaobaoForm.Seller || VendorFiles.Has(PathOf(m))).ToDictionary(m => m, Describe);

    private static JsonElement Describe(string method) => VendorFiles.Read(PathOf(method));

    private static string PathOf(string method) => $"{Folder}/api/{method.Replace('.', '_')}.json";
}
