using InventoryPortal.Components.Layout;
using InventoryPortal.Components.Preferences;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Components;

/// <summary>The palette and a person's look.</summary>
public sealed class ShellTests
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Viewer, new string[0])]
    [InlineData(Role.Operator, new[] { "Adjust stock of MUG", "Sync all channels now" })]
    [InlineData(Role.Editor, new[] { "Adjust stock of MUG", "New product", "Sync all channels now" })]
    [InlineData(Role.Admin, new[] { "Adjust stock of MUG", "Connect a channel", "New product", "Sync all channels now" })]
    public async Task The_palette_offers_a_role_the_commands_that_it_may_give(Role role, string[] commands)
    {
        await using var host = await ComponentHost.StartAsync(role);
        await host.ProductAsync("MUG");
        var palette = host.Get<PaletteSearch>();
        string[] free = ["Colours of the system", "Dark colours", "Keyboard shortcuts", "Light colours"];

        var offered = (await palette.FindAsync("", Stop)).Concat(await palette.FindAsync("mug", Stop)).Where(e => e.Group == PaletteGroup.Commands).Select(e => e.Title);

        Assert.Equal(commands.Concat(free).Order(StringComparer.Ordinal), offered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_palette_finds_products_and_channels_and_no_more_than_it_can_show()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        await host.ChannelAsync("north");
        for (var i = 0; i < PaletteSearch.MaxProducts + 2; i++)
        {
            await host.ProductAsync($"MUG-{i}");
        }
        var palette = host.Get<PaletteSearch>();

        Assert.Equal(PaletteSearch.MaxProducts, (await palette.FindAsync("mug", Stop)).Count(e => e.Group == PaletteGroup.Products));
        Assert.Equal(["/channels/north"], (await palette.FindAsync("shop north", Stop)).Where(e => e.Group == PaletteGroup.Channels).Select(e => e.Href));
        Assert.Empty(await palette.FindAsync("nothing is called that", Stop));
    }

    [Fact]
    public void A_look_comes_back_as_it_was_kept()
    {
        var look = new PersonalLook(ThemeChoice.Dark, "zh-CN", "Asia/Shanghai", HasSingleKeys: false);

        Assert.Equal(look, PersonalLook.Parse(look.Write()));
        Assert.Equal(new PersonalLook(), PersonalLook.Parse(new PersonalLook().Write()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("?theme=9&culture=tlh&zone=Not%2FAZone")]
    public void A_look_that_makes_no_sense_is_as_if_never_chosen(string? kept) => Assert.Equal(new PersonalLook(), PersonalLook.Parse(kept));
}
