using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Amazon;

public sealed class AmazonSetupTests
{
    private static readonly Dictionary<string, string> Good = new() { ["region"] = "eu", ["sellerId"] = "A3TH9S8BH6GOGM", ["marketplaceId"] = "A1PA6795UKMFR9" };
    private static readonly Dictionary<string, string> Secrets = new() { ["clientId"] = "amzn1.x", ["clientSecret"] = "s", ["refreshToken"] = "Atzr|r" };

    [Theory]
    [InlineData("region", "us", "settings.region")]
    [InlineData("sellerId", "A 1", "settings.sellerId")]
    [InlineData("marketplaceId", "", "settings.marketplaceId")]
    [InlineData("baseUrl", "ftp://x", "settings.baseUrl")]
    [InlineData("tokenUrl", "http://10.0.0.1/", "settings.tokenUrl")]
    [InlineData("confirmSeconds", "0", "settings.confirmSeconds")]
    [InlineData("confirmSeconds", "1.5", "settings.confirmSeconds")]
    public void A_setting_that_is_none_is_refused_beside_its_field(string setting, string value, string field) =>
        Assert.Equal([field], Faults(new Dictionary<string, string>(Good) { [setting] = value }, Secrets).Keys);

    [Fact]
    public void The_queue_and_its_key_are_wanted_together_and_secrets_always()
    {
        Assert.Empty(Faults(Good, Secrets));
        Assert.Equal(
            ["credentials.clientId", "credentials.clientSecret", "credentials.refreshToken"], Faults(Good, new Dictionary<string, string>()).Keys.Order());
        Assert.Equal(
            ["credentials.awsAccessKeyId", "credentials.awsSecretAccessKey"],
            Faults(new Dictionary<string, string>(Good) { ["queueUrl"] = "http://127.0.0.1:9/1/q" }, Secrets).Keys.Order());
        Assert.Equal(["settings.queueUrl"], Faults(Good, new Dictionary<string, string>(Secrets) { ["awsAccessKeyId"] = "AKID" }).Keys);
    }

    [Fact]
    public async Task The_test_of_a_connection_names_the_step_that_fails()
    {
        await using var stand = await AmazonStand.OpenAsync();
        Assert.All(await TestAsync(stand), c => Assert.True(c.Ok, c.Detail));
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(http, 200, "<html>", "text/html");
        Assert.Equal([false, true, false, false], (await TestAsync(stand)).Select(c => c.Ok));
        stand.Instead = (http, _) => AnsweringServer.WriteAsync(http, 403, """{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied."}]}""");
        var refused = await TestAsync(stand);
        Assert.Equal([true, true, true, false], refused.Select(c => c.Ok));
        Assert.Contains("Product Listing", refused[^1].Detail, StringComparison.Ordinal);
        stand.Instead = null;
        var channel = new ChannelConnection(1, "amazon", ChannelKind.Amazon, stand.Channel.Settings, new Dictionary<string, string>(stand.Credentials) { ["clientSecret"] = "wrong" });
        var unknown = await stand.Adapter.TestAsync(channel, AmazonStand.Stop);
        Assert.Equal([true, true, false, false], unknown.Select(c => c.Ok));
        Assert.Contains("invalid_client", unknown[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_trace_shows_a_secret_or_an_access_token()
    {
        await using var stand = await AmazonStand.OpenAsync();
        var token = "";
        stand.Instead = (http, _) =>
        {
            token = http.Request.Headers["x-amz-access-token"]!;
            return AnsweringServer.WriteAsync(http, 500, $"{token} {stand.Credentials["clientSecret"]} {stand.Credentials["refreshToken"]}");
        };
        var trace = Assert.Single((await stand.Adapter.ReadStockAsync(stand.Channel, ["SKU-00001"], AmazonStand.Stop)).Traces);
        Assert.StartsWith("Atza|", token, StringComparison.Ordinal);
        foreach (var secret in (string[])[token, stand.Credentials["clientSecret"], stand.Credentials["refreshToken"]])
        {
            Assert.DoesNotContain(secret, $"{trace}", StringComparison.Ordinal);
        }
    }

    private static IReadOnlyDictionary<string, string> Faults(Dictionary<string, string> settings, Dictionary<string, string> secrets) =>
        TestAdapters.All().Get(ChannelKind.Amazon)!.Validate(settings, secrets);

    private static Task<IReadOnlyList<ConnectionCheck>> TestAsync(AmazonStand stand) => stand.Adapter.TestAsync(stand.Channel, AmazonStand.Stop);
}
