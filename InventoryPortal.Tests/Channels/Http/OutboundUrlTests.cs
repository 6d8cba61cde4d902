using System.Net;
using InventoryPortal.Channels.Http;
using Xunit;

namespace InventoryPortal.Tests.Channels.Http;

public sealed class OutboundUrlTests
{
    private static readonly AddressPolicy Strict = new([]);

    private static IReadOnlyList<IPAddress> Names(string host) => host switch
    {
        "shop.example" => [IPAddress.Parse("93.184.216.34")],
        "inside.example" => [IPAddress.Parse("10.1.2.3")],
        "half.example" => [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.1.2.3")],
        _ => [],
    };

    [Theory]
    [InlineData("https://shop.example")]
    [InlineData("https://shop.example/blog/")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://93.184.216.34")]
    [InlineData("https://[2606:4700::1111]/")]
    [InlineData("https://unknown-for-now.example")]
    public void A_public_https_address_is_taken(string url) =>
        Assert.IsType<UrlVerdict.Good>(OutboundUrl.Check(url, Strict, Names));

    [Theory]
    [InlineData("")]
    [InlineData("shop.example")]
    [InlineData("http://shop.example")]
    [InlineData("http://unknown-for-now.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:pass@shop.example")]
    [InlineData("https://@shop.example")]
    [InlineData("https://shop.example#frag")]
    [InlineData("https://shop.example/#")]
    [InlineData("https://shop.example\\@127.0.0.1/")]
    [InlineData("https://shop.example /")]
    [InlineData("https://inside.example")]
    [InlineData("https://half.example")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://127.0.0.1.")]
    [InlineData("https://127.1")]
    [InlineData("https://2130706433")]
    [InlineData("https://0x7f000001")]
    [InlineData("https://0x7f.0.0.1")]
    [InlineData("https://0177.0.0.1")]
    [InlineData("https://0x5db8d822")]
    [InlineData("https://１２７.0.0.1")]
    [InlineData("https://0.0.0.0")]
    [InlineData("https://0")]
    [InlineData("https://localhost")]
    [InlineData("https://LOCALHOST.")]
    [InlineData("https://a.localhost")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("https://[::ffff:a9fe:a9fe]")]
    [InlineData("https://[::127.0.0.1]")]
    [InlineData("https://[64:ff9b::7f00:1]")]
    [InlineData("https://[2002:7f00:1::]")]
    [InlineData("https://[fe80::1]")]
    [InlineData("https://[fc00::1]")]
    [InlineData("https://[fd12:3456::1]")]
    [InlineData("https://[ff02::1]")]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://172.31.255.255")]
    [InlineData("https://192.168.1.1")]
    [InlineData("https://100.64.0.1")]
    [InlineData("https://224.0.0.1")]
    [InlineData("https://255.255.255.255")]
    public void Everything_else_is_refused_with_a_reason(string url)
    {
        var refused = Assert.IsType<UrlVerdict.Refused>(OutboundUrl.Check(url, Strict, Names));

        Assert.EndsWith(".", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8089")]
    [InlineData("http://localhost:8089")]
    [InlineData("http://[::ffff:127.0.0.1]:8089")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://inside.example")]
    public void A_listed_network_may_be_reached_over_plain_http(string url)
    {
        var policy = new AddressPolicy([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8")]);

        Assert.IsType<UrlVerdict.Good>(OutboundUrl.Check(url, policy, Names));
    }

    [Fact]
    public void A_listed_network_does_not_open_another_one()
    {
        var policy = new AddressPolicy([IPNetwork.Parse("127.0.0.0/8")]);

        Assert.IsType<UrlVerdict.Refused>(OutboundUrl.Check("https://10.0.0.1", policy, Names));
        Assert.IsType<UrlVerdict.Refused>(OutboundUrl.Check("http://shop.example", policy, Names));
    }

    [Fact]
    public void The_portal_may_reach_its_own_port_and_no_other()
    {
        var policy = new AddressPolicy([]);
        policy.AllowOwnPort(5080);

        Assert.IsType<UrlVerdict.Good>(OutboundUrl.Check("http://127.0.0.1:5080/lab", policy, Names));
        Assert.IsType<UrlVerdict.Refused>(OutboundUrl.Check("http://127.0.0.1:5081/lab", policy, Names));
    }
}
