using System.Net;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace InventoryPortal.Tests.Channels.Ebay;

/// <summary>eBay as one test wants it to answer: tokens are given out, the rest is the test's word.</summary>
public abstract class EbaySite : IAsyncLifetime
{
    internal const string TokenPath = "/identity/v1/oauth2/token";

    private readonly Dictionary<string, Func<HttpContext, string, Task>> _answers = [];
    private int _tokens;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal AnsweringServer Server { get; private set; } = null!;

    internal ShiftedClock Clock { get; } = new();

    internal IChannelAdapter Adapter { get; private set; } = null!;

    protected ChannelConnection Channel => Connect([]);

    /// <summary>Requests beside those for tokens.</summary>
    protected IReadOnlyList<(string Method, string Target, string Body)> Calls => [.. Server.Requests.Where(r => r.Target != TokenPath)];

    public async ValueTask InitializeAsync()
    {
        Server = await AnsweringServer.StartAsync();
        Adapter = TestAdapters.All(Clock).Get(ChannelKind.Ebay)!;
        On(TokenPath, (http, _) => AnsweringServer.WriteAsync(http, 200, $$"""{"access_token":"token-{{Interlocked.Increment(ref _tokens)}}","expires_in":7200}"""));
        Server.Answer = (http, body) => _answers.TryGetValue(http.Request.Path, out var answer)
            ? answer(http, body)
            : AnsweringServer.WriteAsync(http, 404, """{"errors":[{"errorId":2002,"message":"Resource not found"}]}""");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Server.DisposeAsync();
    }

    protected void On(string path, Func<HttpContext, string, Task> answer) => _answers[path] = answer;

    protected void On(string path, string json, HttpStatusCode status = HttpStatusCode.OK) => On(path, (http, _) => AnsweringServer.WriteAsync(http, (int)status, json));

    /// <summary>Every SKU has one live offer, named after it.</summary>
    protected void OffersStand() => On("/sell/inventory/v1/offer", (http, _) =>
    {
        var sku = http.Request.Query["sku"];
        return AnsweringServer.WriteAsync(
            http, 200, $$"""{"total":1,"offers":[{"offerId":"o-{{sku}}","sku":"{{sku}}","marketplaceId":"EBAY_US","status":"PUBLISHED","format":"FIXED_PRICE"}]}""");
    });

    protected ChannelConnection Connect(Dictionary<string, string> more, long id = 1) => new(
        id,
        "attic",
        ChannelKind.Ebay,
        new Dictionary<string, string>(more) { ["marketplaceId"] = more.GetValueOrDefault("marketplaceId") ?? "EBAY_US", ["environment"] = "sandbox", ["baseUrl"] = Server.Address.ToString() },
        new Dictionary<string, string>
        {
            ["clientId"] = "app-1", ["clientSecret"] = "secret-of-the-app", ["refreshToken"] = "refresh-of-the-seller",
            ["verificationToken"] = "0123456789abcdef0123456789abcdef",
        });

    protected async Task<IReadOnlyList<PushVerdict>> PushAsync(params (string Sku, int Quantity)[] items)
    {
        var pushes = items.Select((item, i) => new QuantityPush(i + 1, item.Sku, item.Quantity, null, "k")).ToList();
        var verdicts = new List<PushVerdict>();
        foreach (var call in Adapter.Plan(Channel, pushes))
        {
            verdicts.AddRange((await Adapter.PushAsync(Channel, call, Stop)).Verdicts.Select(v => v.Verdict));
        }
        return verdicts;
    }
}
