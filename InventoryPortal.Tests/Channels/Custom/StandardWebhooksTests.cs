using System.Text;
using InventoryPortal.Channels.Custom;
using Xunit;

namespace InventoryPortal.Tests.Channels.Custom;

public sealed class StandardWebhooksTests
{
    // The example of the specification's own libraries.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
    private static readonly byte[] Key = StandardWebhooks.KeyOf(Secret)!;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Timestamp);

    [Fact]
    public void The_specifications_own_example_comes_out() => Assert.Equal(Signature, StandardWebhooks.Sign(Key, Id, Timestamp, Body));

    [Theory]
    [InlineData(Signature, null)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= " + Signature, null)]
    [InlineData("v1a,AAAA " + Signature, null)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=", "secret")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "secret")]
    [InlineData(Signature + "," + Signature, "secret")]
    [InlineData("", "lacks")]
    public void Any_of_several_signatures_serves_and_nothing_else(string signatures, string? fault) =>
        Check(StandardWebhooks.Fault([Key], Headers(signatures), Body, Now), fault);

    [Theory]
    [InlineData(300, null)]
    [InlineData(-300, null)]
    [InlineData(301, "five minutes")]
    [InlineData(-301, "five minutes")]
    public void A_message_is_of_our_time_or_refused(int seconds, string? fault) =>
        Check(StandardWebhooks.Fault([Key], Headers(Signature), Body, Now.AddSeconds(seconds)), fault);

    [Theory]
    [InlineData("12:00")]
    [InlineData("-1614265330")]
    [InlineData("99999999999999999999")]
    [InlineData("999999999999999999")]
    public void A_timestamp_that_is_none_is_refused(string timestamp) =>
        Assert.Contains("seconds", StandardWebhooks.Fault([Key], Headers(Signature, timestamp), Body, Now)!, StringComparison.Ordinal);

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base64")]
    [InlineData(null)]
    public void A_secret_that_is_none_has_no_key(string? secret) => Assert.Null(StandardWebhooks.KeyOf(secret));

    private static Dictionary<string, string> Headers(string signatures, string? timestamp = null) => new()
    {
        ["webhook-id"] = Id, ["webhook-timestamp"] = timestamp ?? $"{Timestamp}", ["webhook-signature"] = signatures,
    };

    private static void Check(string? found, string? fault)
    {
        if (fault is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(fault, found!, StringComparison.Ordinal);
        }
    }
}
