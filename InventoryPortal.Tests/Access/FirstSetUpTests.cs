using System.Net;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class FirstSetUpTests
{
    private const string Password = "a long enough password";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, string?> Nothing = new()
    {
        ["Bootstrap:AdminEmail"] = null,
        ["Bootstrap:AdminPassword"] = null,
        ["Bootstrap:ApiKey"] = null,
    };

    [Fact]
    public async Task Configuration_makes_the_administrator_and_the_key_once_only()
    {
        await using var portal = PortalHost.Start();
        var people = portal.Services.GetRequiredService<PeopleStore>();
        var admin = Assert.Single(await portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop));
        Assert.Equal(Role.Admin, admin.Role);
        await people.ResetPasswordAsync(CommandContext.System, admin.Id, Password, Stop);
        var key = Assert.Single(await portal.Services.GetRequiredService<AccessQueries>().ApiKeysAsync(0, 10, Stop));
        await portal.Services.GetRequiredService<ApiKeyStore>().RevokeAsync(CommandContext.System, key.Id, Stop);

        await portal.Restart();

        Assert.Single(await portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop));
        using var client = portal.Api();
        using var answer = await client.GetAsync("api/v1/none", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using var browser = portal.Browser();
        using var old = await browser.SignInAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
    }

    [Fact]
    public async Task A_key_alone_works_and_still_leaves_the_set_up_open_for_a_person()
    {
        var settings = new Dictionary<string, string?>(Nothing) { ["Bootstrap:ApiKey"] = PortalHost.ApiKey };
        await using var portal = PortalHost.Start(settings);
        using var client = portal.Api();
        using var answer = await client.GetAsync("api/v1/none", Stop);
        Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.NotNull(await portal.Services.GetRequiredService<SetUpLink>().FindAsync(Stop));
    }

    [Fact]
    public async Task The_set_up_link_makes_one_administrator_and_is_spent()
    {
        await using var portal = PortalHost.Start(Nothing);
        var link = (await portal.Services.GetRequiredService<SetUpLink>().FindAsync(Stop))!.TrimStart('/');
        using var browser = portal.Browser();

        using (var weak = await SubmitAsync(browser, link, "short", "short"))
        {
            Assert.Equal(HttpStatusCode.OK, weak.StatusCode);
            Assert.Contains("At least 12 characters", await weak.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
        using (var differing = await SubmitAsync(browser, link, Password, Password + "!"))
        {
            Assert.Equal(HttpStatusCode.OK, differing.StatusCode);
        }
        using (var done = await SubmitAsync(browser, link, Password, Password))
        {
            Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
            Assert.Contains("Your password is set.", await browser.GetStringAsync(done.Headers.Location, Stop), StringComparison.Ordinal);
        }
        using (var again = await browser.GetAsync(link, Stop))
        {
            Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        }
        using var signIn = await browser.SignInAsync(Stop, "first@example.test", Password);
        Assert.Equal(HttpStatusCode.Redirect, signIn.StatusCode);
    }

    [Theory]
    [InlineData("set-up")]
    [InlineData("set-up?token=")]
    [InlineData("set-up?token=forged")]
    public async Task Without_the_token_the_set_up_stays_shut(string page)
    {
        await using var portal = PortalHost.Start(Nothing);
        using var browser = portal.Browser();
        using var answer = await browser.GetAsync(page, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("<form", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_use_the_link_at_once_make_one_administrator()
    {
        await using var portal = PortalHost.Start(Nothing);
        var link = portal.Services.GetRequiredService<SetUpLink>();
        var token = (await link.FindAsync(Stop))!.Split('=')[1];

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => link.UseAsync(token, $"p{i}@example.test", Password, Stop)));

        Assert.Single(answers.OfType<CommandAnswer<Person>.Done>());
        var people = await portal.Services.GetRequiredService<PortalDatabase>().ReadAsync((db, stop) => db.Users.CountAsync(stop), Stop);
        Assert.Equal(1, people);
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string link, string password, string repeat) =>
        browser.SubmitAsync(
            link, new Dictionary<string, string> { ["email"] = "first@example.test", ["password"] = password, ["repeat"] = repeat }, Stop);

    [Fact]
    public async Task An_invitation_greets_whom_it_invites_and_once_used_sends_to_an_administrator()
    {
        await using var portal = PortalHost.Start();
        var invitations = portal.Services.GetRequiredService<Invitations>();
        var made = await invitations.InviteAsync(CommandContext.System, "new@example.test", Role.Viewer, Stop);
        var link = Assert.IsType<CommandAnswer<string>.Done>(made).Value.TrimStart('/');
        using var browser = portal.Browser();
        var greeting = await browser.GetStringAsync(link, Stop);
        Assert.Contains("<h1>Welcome</h1>", greeting, StringComparison.Ordinal);
        Assert.Contains("You were invited to this portal as new@example.test.", greeting, StringComparison.Ordinal);
        Assert.DoesNotContain("Set up the portal", greeting, StringComparison.Ordinal);

        await invitations.UseAsync(Uri.UnescapeDataString(link["set-up?token=".Length..]), Password, Stop);

        using var answer = await browser.GetAsync(link, Stop);
        var closed = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("ask an administrator for another link", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("at its next start", closed, StringComparison.Ordinal);
    }
}
