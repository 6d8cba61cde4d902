using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>Views belong to who made them; sharing is for who edits products.</summary>
public sealed class SavedViewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_view_is_the_persons_own_until_it_is_shared()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        var editor = await host.Get<PortalSession>().CommandAsync();
        await SavedAsync(host, editor, "Mine", "?stock=low");
        await SavedAsync(host, editor, "Ours", "?stock=out", isShared: true);
        var viewer = await AsAsync(host, Role.Viewer);

        Assert.Equal([("Mine", true, false), ("Ours", true, true)], (await ListAsync(host, editor)).Select(v => (v.Name, v.IsOwn, v.IsShared)));
        var seen = Assert.Single(await ListAsync(host, viewer));
        Assert.Equal(("Ours", "?stock=out", false, "person@example.test"), (seen.Name, seen.Query, seen.IsOwn, seen.OwnerName));
    }

    [Fact]
    public async Task A_second_view_of_a_name_takes_the_firsts_place_and_only_with_its_owner()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        var editor = await host.Get<PortalSession>().CommandAsync();
        var viewer = await AsAsync(host, Role.Viewer);
        await SavedAsync(host, viewer, "Low", "?stock=low");
        await SavedAsync(host, editor, "Low", "?stock=out");
        await SavedAsync(host, editor, " Low ", "?stock=ok");

        Assert.Equal("?stock=ok", Assert.Single(await ListAsync(host, editor)).Query);
        Assert.Equal("?stock=low", Assert.Single(await ListAsync(host, viewer)).Query);
    }

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Operator, false)]
    [InlineData(Role.Editor, true)]
    [InlineData(Role.Admin, true)]
    public async Task Who_may_not_share_is_refused_and_keeps_views_of_their_own(Role role, bool mayShare)
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        var shared = await SavedAsync(host, await host.Get<PortalSession>().CommandAsync(), "Theirs", "", isShared: true);
        var person = await AsAsync(host, role);
        var store = host.Get<SavedViewStore>();

        await SavedAsync(host, person, "Own", "?stock=low");
        Assert.Equal(mayShare ? null : "forbidden", Code(await store.SaveAsync(person, "Shared", "", isShared: true, Stop)));
        Assert.Equal(mayShare ? null : "forbidden", Code(await store.DeleteAsync(person, shared.Id, Stop)));
    }

    [Fact]
    public async Task Nobody_deletes_what_a_colleague_keeps_for_himself()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var viewer = await host.Get<PortalSession>().CommandAsync();
        var own = await SavedAsync(host, viewer, "Own", "?stock=low");
        var admin = await AsAsync(host, Role.Admin);

        Assert.Equal("not_found", Code(await host.Get<SavedViewStore>().DeleteAsync(admin, own.Id, Stop)));
        Assert.Null(Code(await host.Get<SavedViewStore>().DeleteAsync(viewer, own.Id, Stop)));
        Assert.Empty(await ListAsync(host, viewer));
    }

    [Theory]
    [InlineData("", "?stock=low")]
    [InlineData("\t", "?stock=low")]
    [InlineData("Evil", "https://evil.example")]
    [InlineData("Evil", "//evil.example")]
    [InlineData("Evil", "?a\nb")]
    public async Task A_view_is_a_name_and_a_query_and_leads_nowhere_else(string name, string query)
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        Assert.Equal("validation_failed", Code(await host.Get<SavedViewStore>().SaveAsync(await host.Get<PortalSession>().CommandAsync(), name, query, isShared: false, Stop)));
    }

    [Fact]
    public async Task Beyond_its_bound_a_view_must_go_before_another_comes()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var viewer = await host.Get<PortalSession>().CommandAsync();
        for (var i = 0; i < SavedViewStore.MaxPerPerson; i++)
        {
            await SavedAsync(host, viewer, $"View {i}", "");
        }
        Assert.Equal("too_many_views", Code(await host.Get<SavedViewStore>().SaveAsync(viewer, "One more", "", isShared: false, Stop)));
        await SavedAsync(host, viewer, "View 7", "?stock=low");
    }

    [Fact]
    public async Task A_preference_is_the_persons_own()
    {
        await using var host = await ComponentHost.StartAsync(Role.Viewer);
        var one = (await host.Get<PortalSession>().CommandAsync()).Caller;
        var other = (await AsAsync(host, Role.Editor)).Caller;
        var store = host.Get<PreferenceStore>();
        await store.KeepAsync(one, PreferenceStore.ProductColumns, "name", Stop);
        await store.KeepAsync(one, PreferenceStore.ProductColumns, "name,onHand", Stop);

        Assert.Equal("name,onHand", await store.FindAsync(one, PreferenceStore.ProductColumns, Stop));
        Assert.Null(await store.FindAsync(other, PreferenceStore.ProductColumns, Stop));
    }

    private static async Task<CommandContext> AsAsync(ComponentHost host, Role role)
    {
        await host.SignInAsync($"{role}@colleague.test", role);
        return await host.Get<PortalSession>().CommandAsync();
    }

    private static async Task<SavedView> SavedAsync(ComponentHost host, CommandContext person, string name, string query, bool isShared = false) =>
        Assert.IsType<CommandAnswer<SavedView>.Done>(await host.Get<SavedViewStore>().SaveAsync(Fresh(person), name, query, isShared, Stop)).Value;

    private static Task<IReadOnlyList<SavedView>> ListAsync(ComponentHost host, CommandContext person) => host.Get<SavedViewStore>().ListAsync(person.Caller, Stop);

    private static CommandContext Fresh(CommandContext person) => new(person.Caller);

    private static string? Code(CommandAnswer<SavedView> answer) => answer is CommandAnswer<SavedView>.Refused refused ? refused.Refusal.Code : null;
}
