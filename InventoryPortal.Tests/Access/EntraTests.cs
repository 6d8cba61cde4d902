using System.Net;
using System.Security.Claims;
using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class EntraTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, string?> Section = new()
    {
        ["AzureAd:Instance"] = "https://login.example.test/",
        ["AzureAd:TenantId"] = "11111111-1111-1111-1111-111111111111",
        ["AzureAd:ClientId"] = "22222222-2222-2222-2222-222222222222",
        ["AzureAd:ClientSecret"] = "a-client-secret",
    };

    [Fact]
    public async Task Without_the_section_there_is_no_button_and_no_way_there()
    {
        await using var portal = PortalHost.Start();
        using var browser = portal.Browser();
        Assert.DoesNotContain("Microsoft", await browser.GetStringAsync("sign-in", Stop), StringComparison.Ordinal);
        using var answer = await browser.GetAsync("sign-in/entra", Stop);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_button_leads_to_the_directory_with_a_code_request()
    {
        await using var portal = PortalHost.Start(Section, services => services.Configure<OpenIdConnectOptions>(
            EntraSignIn.SchemeName,
            o => o.Configuration = new OpenIdConnectConfiguration { Issuer = "https://login.example.test", AuthorizationEndpoint = "https://login.example.test/authorize" }));
        using var browser = portal.Browser();
        Assert.Contains("href=\"/sign-in/entra?returnUrl=%2Fproducts\"", await browser.GetStringAsync("sign-in?returnUrl=%2Fproducts", Stop), StringComparison.Ordinal);

        using var answer = await browser.GetAsync("sign-in/entra?returnUrl=%2Fproducts", Stop);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("login.example.test", answer.Headers.Location!.Host);
        Assert.Contains("response_type=code", answer.Headers.Location.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_reached_is_a_sentence_on_the_sign_in_page()
    {
        await using var portal = PortalHost.Start(Section, services => services.Configure<OpenIdConnectOptions>(
            EntraSignIn.SchemeName, o => o.BackchannelHttpHandler = new Unreachable()));
        using var browser = portal.Browser();
        using var answer = await browser.GetAsync("sign-in/entra", Stop);
        Assert.Equal("/sign-in?fault=entra", answer.Headers.Location!.OriginalString);
        Assert.Contains("did not succeed", await browser.GetStringAsync("sign-in?fault=entra", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_directory_decides_the_role_at_every_sign_in_and_a_disabled_person_stays_out()
    {
        await using var portal = PortalHost.Start(Section);
        await using var scope = portal.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<EntraPeopleStore>();

        var first = await store.TakeOverAsync(Directory("Viewer", "InventoryPortal.Editor"), Stop);
        Assert.Equal(Role.Editor, first!.Role);
        var lowered = await store.TakeOverAsync(Directory("operator"), Stop);
        Assert.Equal(first.Id, lowered!.Id);
        Assert.Equal(Role.Operator, lowered.Role);
        Assert.NotEqual(first.SecurityStamp, lowered.SecurityStamp);
        Assert.Null(await store.TakeOverAsync(Directory("Somebody"), Stop));
        Assert.Equal(Role.Viewer, (await portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop)).Single(p => p.Id == first.Id).Role);

        await portal.Services.GetRequiredService<PeopleStore>().DisableAsync(CommandContext.System, first.Id, Stop);
        Assert.Null(await store.TakeOverAsync(Directory("Admin"), Stop));
    }

    [Fact]
    public async Task An_address_in_the_directory_does_not_take_over_the_local_account_of_the_same_address()
    {
        await using var portal = PortalHost.Start(Section);
        await using var scope = portal.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EntraPeopleStore>().TakeOverAsync(Directory("Viewer"), Stop);
        var people = await portal.Services.GetRequiredService<AccessQueries>().PeopleAsync(0, 10, Stop);
        Assert.Equal([Role.Admin, Role.Viewer], people.Where(p => p.Email == PortalHost.AdminEmail).Select(p => p.Role).OrderDescending());
    }

    private static ClaimsPrincipal Directory(params string[] roles) => new(new ClaimsIdentity(
        [
            new Claim("oid", "33333333-3333-3333-3333-333333333333"),
            new Claim("tid", "11111111-1111-1111-1111-111111111111"),
            new Claim("preferred_username", PortalHost.AdminEmail),
            .. roles.Select(r => new Claim("roles", r)),
        ],
        "test"));

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No such host.");
    }
}
