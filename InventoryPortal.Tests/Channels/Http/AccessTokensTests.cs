using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace InventoryPortal.Tests.Channels.Http;

public sealed class AccessTokensTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly AccessTokens _tokens;
    private int _asked;

    public AccessTokensTests() => _tokens = new AccessTokens(_clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_serves_until_shortly_before_its_end()
    {
        Assert.Equal("t1", await GetAsync(version: 1));
        _clock.Advance(TimeSpan.FromSeconds(3539));
        Assert.Equal("t1", await GetAsync(version: 1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("t2", await GetAsync(version: 1));
    }

    [Fact]
    public async Task Secrets_entered_anew_and_a_refused_token_lead_to_another()
    {
        Assert.Equal("t1", await GetAsync(version: 1));
        Assert.Equal("t2", await GetAsync(version: 2));
        _tokens.Drop(Channel(2), "main", "t1");
        Assert.Equal("t2", await GetAsync(version: 2));
        _tokens.Drop(Channel(2), "main", "t2");
        Assert.Equal("t3", await GetAsync(version: 2));
    }

    [Fact]
    public async Task Many_callers_ask_once_and_a_failure_is_not_kept()
    {
        var failed = await _tokens.GetAsync(Channel(1), "main", _ => Task.FromResult<TokenAnswer>(new TokenAnswer.None(new ReadFailure.Unusable("down"))), Stop);
        Assert.IsType<TokenAnswer.None>(failed);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(version: 1)));
        Assert.All(all, t => Assert.Equal("t1", t));
    }

    private async Task<string> GetAsync(long version) => Assert.IsType<TokenAnswer.Token>(
        await _tokens.GetAsync(
            Channel(version), "main", _ => Task.FromResult<TokenAnswer>(new TokenAnswer.Token($"t{Interlocked.Increment(ref _asked)}", TimeSpan.FromHours(1))), Stop)).Value;

    private static ChannelConnection Channel(long version) =>
        new(1, "shop", ChannelKind.Shopify, new Dictionary<string, string>(), new Dictionary<string, string>(), version);
}
