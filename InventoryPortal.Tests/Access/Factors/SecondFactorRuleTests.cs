using System.Net;
using System.Net.Http.Json;
using InventoryPortal.Access;
using InventoryPortal.Access.Factors;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Access.Factors;

/// <summary>Where a second factor is asked for, nothing else is open to who has none.</summary>
public sealed class SecondFactorRuleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_must_and_has_none_is_led_to_set_one_up_and_does_nothing_else()
    {
        await using var host = await StartAsync("Everyone");
        using var browser = host.Portal.Browser();
        using var signedIn = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);

        foreach (var page in new[] { "products", "account/sessions", "preferences", "" })
        {
            using var led = await browser.GetAsync(page, Stop);
            Assert.Equal((HttpStatusCode.Redirect, "/account/security"), (led.StatusCode, led.Headers.Location?.OriginalString));
        }
        using var own = await browser.GetAsync("account/security", Stop);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Contains("asks you for a second factor", await own.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var api = await browser.GetAsync("api/v1/products", Stop);
        Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
        Assert.Contains("\"code\":\"second_factor_needed\"", await api.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var wish = new HttpRequestMessage(HttpMethod.Post, "api/v1/products") { Content = JsonContent.Create(new { sku = "MUG" }) };
        wish.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var change = await browser.SendAsync(wish, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, change.StatusCode);
        var record = await host.ReadAsync((db, token) => db.Activity.Where(a => !a.Allowed).Select(a => new { a.Action, a.Subject, a.ActorName, a.After }).SingleAsync(token));
        Assert.Equal(
            new { Action = Permissions.ProductsEdit, Subject = "POST /api/v1/products", ActorName = FactorHost.Email, After = (string?)SecondFactorRule.LackingCode }, record);
        using var hub = await browser.PostAsync("hubs/inventory/negotiate?negotiateVersion=1", null, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, hub.StatusCode);
        Assert.Contains("second factor", await hub.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(SecondFactorRule.LackingCode, Code(await EditAsync(host)));
    }

    [Fact]
    public async Task Once_it_is_set_up_everything_opens_and_taken_away_it_shuts_again()
    {
        await using var host = await StartAsync("Everyone");
        await host.TurnOnAsync();
        using var browser = await host.AtTheCodeAsync();
        Assert.Equal("/products", await browser.TypeCodeAsync(host.NextCode(), Stop));
        Assert.True(await browser.IsInAsync(Stop));
        using var api = await browser.GetAsync("api/v1/products", Stop);
        Assert.Equal(HttpStatusCode.OK, api.StatusCode);
        Assert.Null(Code(await EditAsync(host)));

        Assert.Null(Code(await host.Factors.TurnOffAsync(await host.EveAsync(), await host.ProofAsync(), Stop)));

        Assert.Equal(SecondFactorRule.LackingCode, Code(await EditAsync(host)));
    }

    [Fact]
    public async Task Of_administrators_alone_it_is_asked_where_the_option_says_so()
    {
        await using var host = await StartAsync("Administrators");
        using var eve = host.Portal.Browser();
        using var admin = host.Portal.Browser();
        using var first = await eve.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);
        using var second = await admin.SignInAsync(Stop);

        Assert.True(await eve.IsInAsync(Stop));
        using var led = await admin.GetAsync("products", Stop);
        Assert.Equal("/account/security", led.Headers.Location?.OriginalString);
        Assert.Null(Code(await EditAsync(host)));
    }

    [Fact]
    public async Task Keys_and_people_of_a_directory_are_asked_for_none()
    {
        await using var host = await StartAsync("Everyone");
        await host.Get<PortalDatabase>().WriteAsync(
            (db, _) =>
            {
                db.UserLogins.Add(new IdentityUserLogin<string> { LoginProvider = "Entra", ProviderKey = "eve", UserId = host.EveId });
                return Task.CompletedTask;
            },
            Stop);

        Assert.Null(Code(await EditAsync(host)));
        using var script = host.Portal.Api();
        using var answer = await script.GetAsync("api/v1/products", Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Signing_out_is_always_open()
    {
        await using var host = await StartAsync("Everyone");
        using var browser = host.Portal.Browser();
        using var signedIn = await browser.SignInAsync(Stop, FactorHost.Email, FactorHost.Password);

        using var answer = await browser.SubmitAsync("account/security", new Dictionary<string, string>(), Stop);

        Assert.EndsWith("/sign-in", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    private static Task<FactorHost> StartAsync(string who) => FactorHost.StartAsync(new Dictionary<string, string?> { ["Access:RequireSecondFactor"] = who });

    private static async Task<CommandAnswer<string>> EditAsync(FactorHost host) => await host.Get<CommandGate>().RunAsync<string>(
        await host.EveAsync(), new Deed(Permissions.ProductsEdit, "MUG"), (_, _, _) => Task.FromResult<CommandAnswer<string>>("done"), Stop);

    private static string? Code<T>(CommandAnswer<T> answer) => (answer as CommandAnswer<T>.Refused)?.Refusal.Code;
}
