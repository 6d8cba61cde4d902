using InventoryPortal.Access;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/products?stock=low&search=a%20b#top")]
    [InlineData("/products/http%3A%2F%2Fx")]
    public void A_path_of_the_portal_is_kept(string url) => Assert.Equal(url, ReturnUrl.Safe(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("products")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/products\r\nSet-Cookie: a=b")]
    [InlineData("/a/..\\\\evil.example")]
    public void Anything_else_leads_to_the_start_page(string? url) => Assert.Equal("/", ReturnUrl.Safe(url));

    [Fact]
    public void An_endless_address_is_not_kept() => Assert.Equal("/", ReturnUrl.Safe("/" + new string('a', 5000)));
}
