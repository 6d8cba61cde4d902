using InventoryPortal.Channels.Taobao;
using Xunit;

namespace InventoryPortal.Tests.Channels.Taobao;

public sealed class TopSignTests
{
    private const string Secret = "s3cret-ßecret";

    // Not in the order of their names, with signs that an encoded form would change, and one without a value.
    private static readonly Dictionary<string, string> Call = new()
    {
        ["v"] = "2.0",
        ["title"] = "茶壶 A+B=&",
        ["method"] = "taobao.item.quantity.update",
        ["app_key"] = "21000001",
        ["session"] = "6101sess",
        ["timestamp"] = "2026-03-01 20:00:00",
        ["format"] = "json",
        ["num_iid"] = "628000000011",
        ["quantity"] = "7",
        ["empty"] = "",
        ["sign"] = "ignored",
    };

    // Worked out apart from the product, with another language's own digests.
    [Theory]
    [InlineData("md5", "E3DBFEC2FC4E346B23DE2E078037489D")]
    [InlineData("hmac", "67F4E2E7190C1356609BC69CDDDC0BFB")]
    [InlineData("hmac-sha256", "6DC31BC46DB0D0FB6EC13B6C276C350492033EFC6439A0C8DD6ED345B5415C51")]
    public void Each_way_to_sign_comes_out(string method, string expected) =>
        Assert.Equal(expected, TopSign.Of(method, Secret, new Dictionary<string, string>(Call) { ["sign_method"] = method }));

    [Fact]
    public void Every_value_counts()
    {
        var sign = TopSign.Of(TopSign.HmacSha256, Secret, Call);
        foreach (var name in Call.Keys.Where(k => k is not ("sign" or "empty")))
        {
            Assert.NotEqual(sign, TopSign.Of(TopSign.HmacSha256, Secret, new Dictionary<string, string>(Call) { [name] = Call[name] + "x" }));
        }
        Assert.NotEqual(sign, TopSign.Of(TopSign.HmacSha256, Secret + "x", Call));
        Assert.Equal(sign, TopSign.Of(TopSign.HmacSha256, Secret, new Dictionary<string, string>(Call) { ["sign"] = "another" }));
    }

    [Fact]
    public void Names_are_put_in_the_order_of_their_bytes() => Assert.Equal(
        TopSign.Of(TopSign.Hmac, Secret, new Dictionary<string, string> { ["B"] = "2", ["a"] = "3", ["_c"] = "4" }),
        TopSign.Of(TopSign.Hmac, Secret, new Dictionary<string, string> { ["x"] = "", ["B"] = "2_c4a3" }));
}
