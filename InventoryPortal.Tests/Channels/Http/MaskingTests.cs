using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using Xunit;

namespace InventoryPortal.Tests.Channels.Http;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("key=canary-\"1\"&x")]
    [InlineData("key=canary-%221%22%26x")]
    [InlineData("{\"k\":\"canary-\\u00221\\u0022\\u0026x\"}")]
    [InlineData("{\"k\":\"canary-\\\"1\\\"&x\"}")]
    [InlineData("KEY=CANARY-\"1\"&X")]
    [InlineData("Basic Y2FuYXJ5LSIxIiZ4")]
    public void A_secret_is_masked_in_every_usual_spelling(string text)
    {
        var masked = Masking.Text(text, ["canary-\"1\"&x"])!;

        Assert.DoesNotContain("canary", masked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Y2FuYXJ5", masked, StringComparison.Ordinal);
        Assert.Contains("•••", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_across_the_cut_leaves_no_half_behind()
    {
        var text = new string('x', CallTrace.MaxBody - 3) + "canary-secret" + new string('y', 20_000);

        var masked = Masking.Text(text, ["canary-secret"])!;

        Assert.Equal(CallTrace.MaxBody, masked.Length);
        Assert.DoesNotContain("can", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_secrets_that_shrink_the_text_bring_no_half_of_one_into_view()
    {
        var secret = "canary-" + new string('s', 1_993);
        var masked = Masking.Text(string.Concat(Enumerable.Repeat(secret, 3)) + new string('x', 1_000) + secret + secret, [secret])!;
        Assert.Equal("•••••••••" + new string('x', 1_000), masked);
    }
}
