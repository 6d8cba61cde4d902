using Bunit;
using InventoryPortal.Components.Layout;
using InventoryPortal.Components.Pages;
using InventoryPortal.Components.Pages.Account;
using InventoryPortal.Components.Preferences;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using MudBlazor;
using Xunit;
using PortalRole = InventoryPortal.Domain.Values.Role;

namespace InventoryPortal.Tests.Components;

/// <summary>The pages around the portal, and the dialogs of its shell, as a person sees them.</summary>
public sealed class AccountPageTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sign_in_page_asks_for_address_and_password_and_says_when_nobody_is_there_yet()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var page = Open<SignInPage>(host, "/sign-in", out _);

        Assert.Equal("Sign in", page.Find("h1").TextContent);
        Assert.Equal(["Email", "Password"], page.FindAll("label").Select(l => l.TextContent));
        Assert.Equal("Sign in", page.Find("button[type=submit]").TextContent);
        Assert.Empty(page.FindAll("[role=alert], form.demo, a.button"));
    }

    [Fact]
    public async Task The_set_up_page_without_its_link_is_closed()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var page = Open<SetUpPage>(host, "/set-up?token=guessed", out var http);

        Assert.NotEmpty(page.FindAll("[role=alert]"));
        Assert.Empty(page.FindAll("input, button"));
        Assert.Equal(StatusCodes.Status403Forbidden, http.Response.StatusCode);
    }

    [Fact]
    public async Task Who_is_refused_a_page_is_told_so_and_may_sign_in_as_another()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var page = Open<AccessDeniedPage>(host, "/access-denied", out var http);

        Assert.Equal(StatusCodes.Status403Forbidden, http.Response.StatusCode);
        Assert.Equal("/sign-out", page.Find("form").GetAttribute("action"));
        Assert.Equal("/", page.Find("a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_page_that_is_not_there_and_one_that_failed_lead_back()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);

        Assert.Equal("/", Open<NotFoundPage>(host, "/not-found", out _).Find("a").GetAttribute("href"));
        var failed = Open<ErrorPage>(host, "/error", out var http);
        Assert.Equal("/", failed.Find("a").GetAttribute("href"));
        Assert.Contains(System.Diagnostics.Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier, failed.Find("code").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferences_show_what_the_person_chose()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var caller = await host.Get<InventoryPortal.Components.Shared.PortalSession>().FindCallerAsync();
        var look = new PersonalLook { Theme = ThemeChoice.Dark, Culture = "zh-CN", Zone = "Europe/Berlin", HasSingleKeys = false };
        await host.Get<InventoryPortal.Catalog.PreferenceStore>().KeepAsync(caller!, PersonalLook.PreferenceName, look.Write(), Stop);

        var page = host.Open<PreferencesPage>("/preferences?saved=1");

        Assert.Equal("Dark", page.Find("input[name=theme][checked]").GetAttribute("value"));
        Assert.Equal("zh-CN", page.Find("select[name=culture] option[selected]").GetAttribute("value"));
        Assert.Equal("Europe/Berlin", page.Find("select[name=zone] option[selected]").GetAttribute("value"));
        Assert.False(page.Find("input[name=keys]").HasAttribute("checked"));
        Assert.Single(page.FindAll("[role=status]"));
    }

    [Fact]
    public async Task The_sheet_of_keys_lists_the_places_that_the_person_may_go_to()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        var places = PortalPlaces.For(new InventoryPortal.Access.Rights(PortalRole.Viewer, null), hasLab: false);
        await OpenAsync<KeysDialog>(host, new DialogParameters<KeysDialog> { { d => d.Places, places } });

        var sheet = host.Dialog<KeysDialog>();

        Assert.Equal(places.Count, sheet.FindAll("dt").Count(d => d.FirstElementChild!.TextContent == "g"));
        Assert.DoesNotContain("People", sheet.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_palette_narrows_as_one_types_and_says_when_nothing_answers()
    {
        await using var host = await ComponentHost.StartAsync(PortalRole.Viewer);
        await host.ProductAsync("MUG-7");
        await OpenAsync<PaletteDialog>(host, []);
        var palette = host.Dialog<PaletteDialog>();
        ComponentHost.Eventually(palette, () => Assert.True(palette.FindAll("[role=option]").Count > 5));

        await palette.InvokeAsync(() => palette.Find("input").Input("mug"));
        ComponentHost.Eventually(palette, () => Assert.Contains("MUG-7", Assert.Single(palette.FindAll("[aria-selected=true]")).TextContent, StringComparison.Ordinal));
        await palette.InvokeAsync(() => palette.Find("input").Input("nothing of the kind"));
        ComponentHost.Eventually(palette, () => Assert.NotEqual("", palette.Find("p.palette-none").TextContent));
    }

    private static Task<IDialogReference> OpenAsync<TDialog>(ComponentHost host, DialogParameters parameters)
        where TDialog : IComponent =>
        host.Browser.Renderer.Dispatcher.InvokeAsync(() => host.Get<IDialogService>().ShowAsync<TDialog>("", parameters));

    // Outside a circuit these pages have the request at hand.
    private static IRenderedComponent<TPage> Open<TPage>(ComponentHost host, string address, out HttpContext http)
        where TPage : IComponent
    {
        var request = http = new DefaultHttpContext { TraceIdentifier = "trace-of-the-test" };
        host.Navigation.NavigateTo(address);
        return host.Browser.Render<TPage>(p => p.AddCascadingValue(request));
    }
}
