using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>The page after the password, as somebody meets it who has the password and perhaps more.</summary>
public sealed class SecondStepTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_password_alone_opens_nothing_and_the_code_after_it_opens_the_page_that_was_asked_for()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        Assert.False(await browser.IsInAsync(Stop));

        Assert.Equal("/products", await browser.TypeCodeAsync(host.NextCode(), Stop));

        Assert.True(await browser.IsInAsync(Stop));
        Assert.NotNull(await host.ReadAsync((db, token) => db.Users.Where(u => u.Id == host.EveId).Select(u => u.LastSignInAt).SingleAsync(token)));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("BBBBB-BBBBB")]
    public async Task A_wrong_code_opens_nothing(string code)
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();

        Assert.Null(await browser.TypeCodeAsync(code, Stop));

        Assert.False(await browser.IsInAsync(Stop));
    }

    [Fact]
    public async Task A_code_of_another_time_opens_nothing()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        host.NextCode();
        using var browser = await host.AtTheCodeAsync();

        Assert.Null(await browser.TypeCodeAsync(host.Code(later: 3), Stop));
        Assert.False(await browser.IsInAsync(Stop));
    }

    [Fact]
    public async Task A_code_is_good_once_and_so_is_the_one_that_set_the_app_up()
    {
        await using var host = await FactorHost.StartAsync();
        var first = host.Code();
        await host.TurnOnAsync();
        using var thief = await host.AtTheCodeAsync();
        Assert.Null(await thief.TypeCodeAsync(first, Stop));
        using var eve = await host.AtTheCodeAsync();
        var code = host.NextCode();
        Assert.Equal("/products", await eve.TypeCodeAsync(code, Stop));

        Assert.Null(await thief.TypeCodeAsync(code, Stop));
        Assert.Null(await thief.TypeCodeAsync(host.Code(later: -1), Stop));
        Assert.False(await thief.IsInAsync(Stop));
    }

    [Fact]
    public async Task Two_who_bring_the_same_code_at_once_are_one_sign_in()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        var code = host.NextCode();

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Factors.UseCodeAsync(host.EveId, code, Stop)));

        Assert.Single(taken, t => t);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_however_it_is_typed_and_is_on_record_without_being_told()
    {
        await using var host = await FactorHost.StartAsync();
        var codes = await host.TurnOnAsync();
        Assert.Equal(10, codes.Distinct().Count());
        using var eve = await host.AtTheCodeAsync();
        Assert.Equal("/products", await eve.TypeCodeAsync(codes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), Stop));

        using var thief = await host.AtTheCodeAsync();
        Assert.Null(await thief.TypeCodeAsync(codes[3], Stop));

        Assert.Equal("/products", await thief.TypeCodeAsync(codes[4], Stop));
        var rows = await host.ReadAsync((db, token) => db.Activity.Where(a => a.Action == Permissions.AccountSecure).Select(a => a.Before + a.After).ToListAsync(token));
        Assert.Contains("{\"recoveryCodes\":10}{\"recoveryCodes\":9}", rows);
        Assert.DoesNotContain(rows, row => codes.Any(c => row!.Contains(c, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Wrong_codes_let_the_account_rest_and_right_passwords_between_them_do_not_help()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        for (var i = 0; i < 5; i++)
        {
            using var guesser = await host.AtTheCodeAsync();
            Assert.Null(await guesser.TypeCodeAsync("BBBBB-BBBBB", Stop));
        }

        using var browser = host.Portal.Browser();
        using var rests = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        Assert.Equal(HttpStatusCode.OK, rests.StatusCode);
    }

    [Fact]
    public async Task An_account_that_rests_takes_no_right_code_either()
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await browser.TypeCodeAsync("BBBBB-BBBBB", Stop));
        }

        Assert.Null(await browser.TypeCodeAsync(host.NextCode(), Stop));
        Assert.False(await browser.IsInAsync(Stop));
    }

    [Fact]
    public async Task Codes_are_throttled_as_passwords_are()
    {
        await using var host = await FactorHost.StartAsync(new Dictionary<string, string?> { ["Access:SignInsPerMinutePerAccount"] = "2" });
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        Assert.Null(await browser.TypeCodeAsync("BBBBB-BBBBB", Stop));

        using var answer = await browser.SubmitAsync("sign-in/code", new Dictionary<string, string> { ["code"] = host.NextCode() }, Stop);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("stamp")]
    [InlineData("late")]
    [InlineData("taken off")]
    public async Task Between_password_and_code_everything_may_still_end(string why)
    {
        await using var host = await FactorHost.StartAsync();
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        // The page as it was before, with its token.
        var html = await browser.GetStringAsync("sign-in/code", Stop);
        Assert.Contains("one-time-code", html, StringComparison.Ordinal);
        switch (why)
        {
            case "disabled":
                await host.People.DisableAsync(CommandContext.System, host.EveId, Stop);
                break;
            case "stamp":
                await host.People.ResetPasswordAsync(CommandContext.System, host.EveId, "another long password", Stop);
                break;
            case "late":
                host.Clock.Shift(TimeSpan.FromMinutes(6));
                break;
            default:
                await host.Factors.TakeOffAsync(CommandContext.System, host.EveId, Stop);
                break;
        }

        using var page = await browser.GetAsync("sign-in/code", Stop);

        Assert.StartsWith("/sign-in?fault=late", new Uri(browser.BaseAddress!, page.Headers.Location!).PathAndQuery, StringComparison.Ordinal);
        Assert.False(await browser.IsInAsync(Stop));
    }

    [Fact]
    public async Task A_code_without_a_password_before_it_leads_to_the_beginning()
    {
        await using var host = await FactorHost.StartAsync();
        using var browser = host.Portal.Browser();
        using var page = await browser.GetAsync("sign-in/code", Stop);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Who_has_no_app_signs_in_by_the_password_as_before()
    {
        await using var host = await FactorHost.StartAsync();
        using var browser = host.Portal.Browser();
        using var answer = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        Assert.True(await browser.IsInAsync(Stop));
        Assert.Equal(Role.Editor, await host.ReadAsync((db, token) => db.Users.Where(u => u.Id == host.EveId).Select(u => u.Role).SingleAsync(token)));
    }
}
