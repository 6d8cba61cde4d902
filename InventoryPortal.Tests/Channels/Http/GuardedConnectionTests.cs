using System.Diagnostics;
using System.Net;
using InventoryPortal.Channels.Http;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Channels.Http;

public sealed class GuardedConnectionTests
{
    [Theory]
    [InlineData("127.0.0.1", "https")]
    [InlineData("::ffff:127.0.0.1", "https")]
    [InlineData("169.254.169.254", "https")]
    [InlineData("10.0.0.1", "http")]
    [InlineData("93.184.216.34", "http")]
    public async Task A_name_is_judged_by_the_address_that_is_connected_to(string address, string scheme)
    {
        await using var store = await FakeWooStore.StartAsync();

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(new AddressPolicy([]), $"{scheme}://shop.example:{store.BaseUrl.Port}/", address));

        Assert.IsType<AddressRefusedException>(e.InnerException);
        Assert.Empty(store.Requests);
    }

    [Fact]
    public async Task A_name_with_a_good_and_a_bad_address_reaches_only_the_good_one()
    {
        await using var store = await FakeWooStore.StartAsync();
        var policy = new AddressPolicy([IPNetwork.Parse("127.0.0.1/32")]);

        using var answer = await GetAsync(policy, $"http://shop.example:{store.BaseUrl.Port}/wp-json/wc/v3", "10.255.255.1", "127.0.0.1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(store.Requests);
    }

    [Fact]
    public async Task The_portal_s_own_port_may_be_reached()
    {
        await using var store = await FakeWooStore.StartAsync();
        var policy = new AddressPolicy([]);
        policy.AllowOwnPort(store.BaseUrl.Port);

        using var answer = await GetAsync(policy, $"http://shop.example:{store.BaseUrl.Port}/wp-json/wc/v3", "127.0.0.1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_is_called_is_not_told_of_our_traces()
    {
        string[] told = ["nothing came"];
        await using var server = await AnsweringServer.StartAsync();
        server.Answer = (http, _) =>
        {
            told = [.. http.Request.Headers.Keys];
            return AnsweringServer.WriteAsync(http, 200, "{}");
        };
        using var recorded = new Activity("a sale").SetIdFormat(ActivityIdFormat.W3C).Start();
        recorded.ActivityTraceFlags = ActivityTraceFlags.Recorded;

        using var answer = await GetAsync(new AddressPolicy([IPNetwork.Parse("127.0.0.1/32")]), server.Address.ToString(), "127.0.0.1");

        Assert.Equal(["Accept-Encoding", "Host"], told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("100.127.255.255", false)]
    [InlineData("100.128.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.0", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("239.255.255.250", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("100::1", false)]
    public void Public_means_of_the_public_internet(string address, bool isPublic) =>
        Assert.Equal(isPublic, AddressPolicy.IsPublic(IPAddress.Parse(address)));

    private static async Task<HttpResponseMessage> GetAsync(AddressPolicy policy, string url, params string[] addresses)
    {
        var guard = new GuardedConnection(policy, new FixedResolver([.. addresses.Select(a => IPAddress.Parse(a))]));
        using var client = new HttpClient(guard.CreateHandler());
        return await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
    }

    private sealed class FixedResolver(IReadOnlyList<IPAddress> addresses) : IHostResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult(addresses);
    }
}
