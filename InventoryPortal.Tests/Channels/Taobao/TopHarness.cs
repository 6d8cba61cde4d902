using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Orders;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

/// <summary>The adapter at a clock that the test moves, and a gateway that answers each method as the test says.</summary>
public abstract class TopHarness : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private AnsweringServer _server = null!;

    protected TopHarness() => Adapter = TestAdapters.All(Clock).Get(ChannelKind.Taobao)!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Clock { get; } = new(Noon);

    protected IChannelAdapter Adapter { get; }

    /// <summary>What each method is answered with.</summary>
    protected Dictionary<string, Func<IReadOnlyDictionary<string, string>, string>> Answers { get; } = new(StringComparer.Ordinal)
    {
        ["taobao.user.seller.get"] = _ => """{"user_seller_get_response":{"user":{"user_id":2200612345678,"nick":"seller"}}}""",
    };

    /// <summary>Calls so far: method and parameters.</summary>
    protected List<IReadOnlyDictionary<string, string>> Calls { get; } = [];

    protected ChannelConnection Channel => Connect();

    public async ValueTask InitializeAsync()
    {
        _server = await AnsweringServer.StartAsync();
        AnswerNormally();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _server.DisposeAsync();
    }

    protected void AnswerNormally() => _server.Answer = (http, body) =>
    {
        var form = Note(body);
        return AnsweringServer.WriteAsync(http, 200, Answers[form["method"]](form));
    };

    /// <summary>Answers one method with whatever the writer writes, and the others as before.</summary>
    protected void Spoil(string method, Func<HttpContext, Task> write) => _server.Answer = (http, body) =>
    {
        var form = Note(body);
        return form["method"] == method ? write(http) : AnsweringServer.WriteAsync(http, 200, Answers[form["method"]](form));
    };

    protected ChannelConnection Connect(params (string Name, string Value)[] settings) => new(
        1, "shop", ChannelKind.Taobao,
        new[] { (Name: "gateway", Value: _server.Address + "router/rest") }.Concat(settings).ToDictionary(s => s.Name, s => s.Value),
        new Dictionary<string, string> { ["appKey"] = "21000001", ["appSecret"] = "secret-of-the-app", ["session"] = "6100sessionsession" });

    protected static string Error(int code, string sub, string message) =>
        $$$"""{"error_response":{"code":{{{code}}},"msg":"Remote service error","sub_code":"{{{sub}}}","sub_msg":"{{{message}}}","request_id":"x"}}""";

    protected static string At(DateTimeOffset instant) => instant.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    protected async Task<IReadOnlyList<PushVerdict>> PushAsync(ChannelConnection channel, params (string Id, int Quantity)[] items)
    {
        var call = Assert.Single(Adapter.Plan([.. items.Select((item, i) => new QuantityPush(i + 1, item.Id, item.Quantity, null, "k"))]));
        var report = await Adapter.PushAsync(channel, call, Stop);
        Assert.Equal(Enumerable.Range(1, items.Length).Select(i => (long)i), report.Verdicts.Select(v => v.ListingId));
        return [.. report.Verdicts.Select(v => v.Verdict)];
    }

    protected static LineTarget TargetOf(ChannelEvent read, int line = 0) => Assert.IsType<ChannelEvent.Order>(read).Snapshot.Lines[line].Target;

    private Dictionary<string, string> Note(string body)
    {
        var form = QueryHelpers.ParseQuery(body).ToDictionary(p => p.Key, p => p.Value.ToString());
        lock (Calls)
        {
            Calls.Add(form);
        }
        return form;
    }
}
