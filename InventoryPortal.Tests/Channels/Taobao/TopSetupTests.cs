using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

public sealed class TopSetupTests : TopHarness
{
    private const string List = "taobao.items.onsale.get";

    private static readonly Dictionary<string, string> Secrets = new() { ["appKey"] = "21000001", ["appSecret"] = "s3cret", ["session"] = "6100" };

    [Fact]
    public void Only_the_three_secrets_are_needed() => Assert.Empty(Adapter.Validate(new Dictionary<string, string>(), Secrets));

    [Theory]
    [InlineData("gateway", "ftp://x", false)]
    [InlineData("gateway", "https://10.0.0.1/router/rest", false)]
    [InlineData("gateway", "", true)]
    [InlineData("shopType", "tmall", true)]
    [InlineData("shopType", "Tmall", false)]
    [InlineData("signMethod", "md5", true)]
    [InlineData("signMethod", "sha1", false)]
    [InlineData("messageGroup", "line\nbreak", false)]
    [InlineData("sessionExpiresAt", "2027-03-01T00:00:00Z", true)]
    [InlineData("sessionExpiresAt", "2027-03-01T08:00:00+08:00", true)]
    [InlineData("sessionExpiresAt", "2027-03-01", true)]
    [InlineData("sessionExpiresAt", "next year", false)]
    public void A_setting_that_is_none_is_refused_beside_its_field(string field, string value, bool isGood) => Assert.Equal(
        isGood ? [] : [$"settings.{field}"], Adapter.Validate(new Dictionary<string, string> { [field] = value }, Secrets).Keys);

    [Theory]
    [InlineData("appKey", "")]
    [InlineData("appKey", "key")]
    [InlineData("appSecret", " s")]
    [InlineData("session", "")]
    public void A_secret_that_is_none_is_refused_beside_its_field(string field, string value) => Assert.Equal(
        [$"credentials.{field}"], Adapter.Validate(new Dictionary<string, string>(), new Dictionary<string, string>(Secrets) { [field] = value }).Keys);

    [Fact]
    public void The_end_of_a_session_is_what_was_entered()
    {
        Assert.Null(Adapter.CredentialEndsAt(Channel));
        Assert.Equal(Noon, Adapter.CredentialEndsAt(Connect(("sessionExpiresAt", "2026-03-01T20:00:00+08:00"))));
    }

    [Fact]
    public async Task The_test_of_a_connection_names_the_step_that_fails()
    {
        Answers[List] = _ => """{"items_onsale_get_response":{"total_results":0}}""";
        Assert.All(await Adapter.TestAsync(Channel, Stop), c => Assert.True(c.Ok, c.Detail));
        Answers[List] = _ => Error(11, "isv.permission-api-package-limit", "no right");
        Assert.Equal([true, true, true, false], Oks(await Adapter.TestAsync(Channel, Stop)));
        Answers["taobao.user.seller.get"] = _ => Error(27, "invalid-sessionkey", "ended");
        var checks = await Adapter.TestAsync(Channel, Stop);
        Assert.Equal([true, true, false, false], Oks(checks));
        Assert.Contains("authorise the app again", checks[2].Detail, StringComparison.Ordinal);
        Spoil("taobao.user.seller.get", http => AnsweringServer.WriteAsync(http, 200, "<html>", "text/html"));
        Assert.Equal([false, true, false, false], Oks(await Adapter.TestAsync(Channel, Stop)));
        var nobody = new ChannelConnection(1, "shop", ChannelKind.Taobao, new Dictionary<string, string> { ["gateway"] = "http://127.0.0.1:1/" }, Secrets);
        Assert.Equal([false, false, false, false], Oks(await Adapter.TestAsync(nobody, Stop)));
    }

    [Fact]
    public async Task Neither_secret_nor_session_is_ever_seen()
    {
        Answers["taobao.item.quantity.update"] = f => Error(50, "isv.x", $"bad session {f["session"]}");
        var report = await Adapter.PushAsync(Channel, Adapter.Plan([new QuantityPush(1, "71", 4, null, "k")])[0], Stop);
        var seen = $"{report.Trace} {Assert.Single(report.Verdicts)}";
        Assert.DoesNotContain("6100sessionsession", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-app", seen, StringComparison.Ordinal);
        Assert.Contains("quantity=4", seen, StringComparison.Ordinal);
    }

    private static IEnumerable<bool> Oks(IEnumerable<ConnectionCheck> checks) => checks.Select(c => c.Ok);
}
