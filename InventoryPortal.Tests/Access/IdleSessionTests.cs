using System.Net;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

/// <summary>How long a session lasts without a request, and what counts as one.</summary>
public sealed class IdleSessionTests : IAsyncLifetime
{
    private const string Awake = "account/awake";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ShiftedClock _clock = new();
    private readonly PortalHost _portal;

    public IdleSessionTests() => _portal = PortalHost.Start(services: services => services.AddSingleton<TimeProvider>(_clock));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", Awake)]
    public async Task A_session_lasts_its_idle_time_from_its_last_request_on(string method, string path)
    {
        using var browser = await SignedInAsync();
        _clock.Shift(TimeSpan.FromMinutes(12));
        using (var work = await SendAsync(browser, method, path))
        {
            Assert.True(work.IsSuccessStatusCode);
        }

        _clock.Shift(TimeSpan.FromMinutes(29));

        using var later = await browser.GetAsync("", Stop);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task A_session_ends_after_its_idle_time()
    {
        using var browser = await SignedInAsync();
        _clock.Shift(TimeSpan.FromMinutes(31));

        using var later = await browser.GetAsync("", Stop);

        Assert.Equal(HttpStatusCode.Redirect, later.StatusCode);
    }

    [Fact]
    public async Task A_session_at_work_ends_all_the_same_when_it_is_as_old_as_one_may_be()
    {
        using var browser = await SignedInAsync();
        for (var minutes = 0; minutes < 12 * 60; minutes += 20)
        {
            using var work = await SendAsync(browser, "POST", Awake);
            Assert.Equal(HttpStatusCode.NoContent, work.StatusCode);
            _clock.Shift(TimeSpan.FromMinutes(20));
        }
        _clock.Shift(TimeSpan.FromMinutes(1));

        using var later = await SendAsync(browser, "POST", Awake);

        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public async Task A_stranger_who_says_to_be_awake_is_told_so_and_not_led_to_a_form()
    {
        using var browser = _portal.Browser();

        using var answer = await SendAsync(browser, "POST", Awake);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await browser.SendAsync(request, Stop);
    }

    private async Task<HttpClient> SignedInAsync()
    {
        var browser = _portal.Browser();
        using var answer = await browser.SignInAsync(Stop);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }
}
