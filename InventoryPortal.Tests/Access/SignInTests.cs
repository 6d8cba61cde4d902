using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class SignInTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly PortalHost _portal = PortalHost.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_and_back_to_where_he_wanted()
    {
        using var browser = _portal.Browser();
        using (var first = await browser.GetAsync("products", Stop))
        {
            Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
            Assert.Equal("/sign-in?returnUrl=%2Fproducts", first.Headers.Location!.PathAndQuery);
        }

        using var answer = await browser.SignInAsync(Stop, query: "?returnUrl=%2Fproducts");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(_portal.Address, "/products"), new Uri(_portal.Address, answer.Headers.Location!));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("portal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var home = await browser.GetAsync("", Stop);
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task The_form_has_the_fields_Email_and_Password_and_the_button_Sign_in()
    {
        using var browser = _portal.Browser();
        var html = await browser.GetStringAsync("sign-in", Stop);
        Assert.Contains("<label for=\"email\">Email</label>", html, StringComparison.Ordinal);
        Assert.Contains("<label for=\"password\">Password</label>", html, StringComparison.Ordinal);
        Assert.Contains("<button type=\"submit\">Sign in</button>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_passwords_typed_side_by_side_count_each()
    {
        var guessers = Enumerable.Range(0, 5).Select(_ => _portal.Browser()).ToList();
        var answers = await Task.WhenAll(guessers.Select(g => g.SignInAsync(Stop, PortalHost.AdminEmail, "wrong horse battery staple")));
        answers.ToList().ForEach(a => a.Dispose());
        guessers.ForEach(g => g.Dispose());

        using var browser = _portal.Browser();
        using var rests = await browser.SignInAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, rests.StatusCode);
    }

    [Theory]
    [InlineData(PortalHost.AdminEmail, "wrong horse battery staple")]
    [InlineData("nobody@example.test", PortalHost.AdminPassword)]
    [InlineData("", "")]
    public async Task A_wrong_sign_in_says_the_same_whatever_was_wrong(string email, string password)
    {
        using var browser = _portal.Browser();
        using var answer = await browser.SignInAsync(Stop, email, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("do not match", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("portal=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_sign_in_without_the_antiforgery_token_is_refused()
    {
        using var browser = _portal.Browser();
        using var content = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["_handler"] = "sign-in", ["email"] = PortalHost.AdminEmail, ["password"] = PortalHost.AdminPassword });
        using var answer = await browser.PostAsync("sign-in", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_account_rests_after_five_wrong_passwords_even_for_the_right_one()
    {
        using var browser = _portal.Browser();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await browser.SignInAsync(Stop, password: "wrong horse battery staple");
        }
        using var right = await browser.SignInAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task Signing_out_needs_the_token_and_ends_the_session()
    {
        using var browser = _portal.Browser();
        using var signIn = await browser.SignInAsync(Stop);
        using var empty = new FormUrlEncodedContent([]);
        using (var forged = await browser.PostAsync("sign-out", empty, Stop))
        {
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        }
        var page = await browser.GetAsync("access-denied", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
        var token = System.Text.RegularExpressions.Regex.Match(
            await page.Content.ReadAsStringAsync(Stop), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token });

        using var answer = await browser.PostAsync("sign-out", form, Stop);

        Assert.Equal("/sign-in", answer.Headers.Location!.OriginalString);
        using var after = await browser.GetAsync("", Stop);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_the_next_request_and_the_next_command()
    {
        var people = _portal.Services.GetRequiredService<PeopleStore>();
        var made = await people.CreateAsync(CommandContext.System, "eve@example.test", "a long enough password", Role.Admin, Stop);
        var eve = Assert.IsType<CommandAnswer<Person>.Done>(made).Value;
        using var browser = _portal.Browser();
        using (var signIn = await browser.SignInAsync(Stop, "eve@example.test", "a long enough password"))
        {
            Assert.Equal(HttpStatusCode.Redirect, signIn.StatusCode);
        }
        using (var before = await browser.GetAsync("", Stop))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        await people.DisableAsync(CommandContext.System, eve.Id, Stop);

        using (var after = await browser.GetAsync("", Stop))
        {
            Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
        }
        using var again = await browser.SignInAsync(Stop, "eve@example.test", "a long enough password");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_cookie_alone_cannot_change_anything_through_the_API_from_another_site()
    {
        using var browser = _portal.Browser();
        using var signIn = await browser.SignInAsync(Stop);
        using (var read = await browser.GetAsync("api/v1/nothing-here", Stop))
        {
            Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        }
        using var body = new StringContent("{}");
        using (var forged = await browser.PostAsync("api/v1/nothing-here", body, Stop))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var own = await browser.PostAsync("api/v1/nothing-here", body, Stop);
        Assert.NotEqual(HttpStatusCode.Unauthorized, own.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sign-in")]
    [InlineData("set-up?token=forged")]
    [InlineData("no/such/page")]
    [InlineData("api/v1/none")]
    [InlineData("app.css")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var client = _portal.Api();
        using var answer = await client.GetAsync(path, Stop);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }
}
