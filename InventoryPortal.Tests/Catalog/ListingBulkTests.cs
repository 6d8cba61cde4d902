using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Components;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>Many listings get the same rules as one operation, which can be taken back.</summary>
public sealed class ListingBulkTests
{
    private static readonly ListingSearch North = new("north");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_of_the_worklist_get_the_rules_with_a_record_each_and_as_they_were_when_taken_back()
    {
        await using var host = await StartAsync(Role.Editor, 3);
        await host.Get<ListingStore>().UpdateAsync(CommandContext.System, "north", "2", new ListingEdit { Max = 4, Weight = 5 }, null, Stop);
        var editor = await PersonAsync(host);

        var result = Done(await ApplyAsync(host, editor, new ListingEdit { Max = 4, Buffer = 1 }));
        Assert.Equal((3, 0, 0), (result.Changed, result.Left, result.HeldChannels));
        Assert.Equal(["1: 4 of 4", "2: 4 of 4", "3: 4 of 4"], await RulesAsync(host));
        var records = await host.Get<PortalDatabase>().ReadAsync(
            (db, token) => db.Activity.Where(a => a.OperationId == editor.OperationId && a.Before != null).Select(a => $"{a.Subject} {a.Action}").ToListAsync(token), Stop);
        Assert.Equal(["north 1 listings.edit", "north 2 listings.edit", "north 3 listings.edit"], records);

        var back = Done(await UndoAsync(host, editor, result));
        Assert.Equal((3, 0), (back.Changed, back.Left));
        Assert.Equal(["1: 10 of ", "2: 4 of 4", "3: 10 of "], await RulesAsync(host));
        Assert.Equal(5, (await host.Get<ListingQueries>().FindAsync("north", "2", Stop))!.Weight);

        // Taking back is an operation like another: it can be taken back itself, while nobody has edited since.
        Assert.Equal([back.OperationId, result.OperationId], (await host.Get<ListingBulkQueries>().RecentAsync(editor.Caller, "north", Stop)).Select(p => p.OperationId));
        Assert.Equal(3, Done(await UndoAsync(host, editor, back)).Changed);
        Assert.Equal(["1: 4 of 4", "2: 4 of 4", "3: 4 of 4"], await RulesAsync(host));
    }

    [Fact]
    public async Task What_others_edited_since_stays_and_where_that_is_all_it_is_said_so()
    {
        await using var host = await StartAsync(Role.Editor, 2);
        var editor = await PersonAsync(host);
        var result = Done(await ApplyAsync(host, editor, new ListingEdit { Max = 4 }));
        await host.Get<ListingStore>().UpdateAsync(CommandContext.System, "north", "2", new ListingEdit { Max = 3 }, null, Stop);

        var back = Done(await UndoAsync(host, editor, result));
        Assert.Equal((1, 1), (back.Changed, back.Left));
        Assert.Equal(["1: 10 of ", "2: 3 of 3"], await RulesAsync(host));
        Assert.Equal("edited_since", Code(await UndoAsync(host, editor, result)));
    }

    [Fact]
    public async Task A_listing_that_cannot_have_the_rules_is_left()
    {
        await using var host = await StartAsync(Role.Editor, 2);
        await host.Get<ListingStore>().UpdateAsync(CommandContext.System, "north", "2", new ListingEdit { Min = 6 }, null, Stop);
        var result = Done(await ApplyAsync(host, await PersonAsync(host), new ListingEdit { Max = 4 }));
        Assert.Equal((1, 1), (result.Changed, result.Left));
        Assert.Equal(["1: 4 of 4", "2: 10 of "], await RulesAsync(host));
    }

    [Fact]
    public async Task What_would_empty_a_store_waits_for_a_person()
    {
        await using var host = await StartAsync(Role.Editor, 6);
        await host.PushedAsync();

        var result = Done(await ApplyAsync(host, await PersonAsync(host), new ListingEdit { Mode = ListingMode.Off }));

        Assert.Equal((6, 1), (result.Changed, result.HeldChannels));
        var (waiting, due, alert) = await host.HeldAsync();
        Assert.Equal((6, 0), (waiting, due));
        Assert.StartsWith("A bulk edit of listings would zero 6 and swing 0 of 6 listings of north", alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_it_keeps_what_is_done_and_can_take_that_back()
    {
        await using var host = await StartAsync(Role.Editor, 260);
        var editor = await PersonAsync(host);
        using var stop = new CancellationTokenSource();
        var result = Done(await host.Get<ListingBulkStore>().ApplyAsync(editor, North, new ListingEdit { Max = 4 }, _ => stop.Cancel(), stop.Token));
        Assert.Equal((250, 10), (result.Changed, result.Left));
        Assert.Equal((250, 0), (await UndoAsync(host, editor, result) is CommandAnswer<BulkResult>.Done { Value: var back } ? back.Changed : 0, await CappedAsync(host)));
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    public async Task Who_may_not_edit_listings_changes_none(Role role)
    {
        await using var host = await StartAsync(role, 1);
        var person = await PersonAsync(host);
        Assert.Equal("forbidden", Code(await ApplyAsync(host, person, new ListingEdit { Max = 4 })));
        Assert.Equal("forbidden", Code(await host.Get<ListingBulkStore>().UndoAsync(new CommandContext(person.Caller), "north", person.OperationId, Stop)));
        Assert.Equal(0, await CappedAsync(host));
    }

    [Fact]
    public async Task What_is_no_edit_is_refused()
    {
        await using var host = await StartAsync(Role.Editor, 1);
        var editor = await PersonAsync(host);
        Assert.Equal("edit", Field(await ApplyAsync(host, editor, new ListingEdit())));
        Assert.Equal("sku", Field(await ApplyAsync(host, editor, new ListingEdit { Sku = "MUG-1" })));
        Assert.Equal("max", Field(await ApplyAsync(host, editor, new ListingEdit { Max = -1 })));
    }

    private static async Task<ComponentHost> StartAsync(Role role, int listings)
    {
        var host = await ComponentHost.StartAsync(role);
        await host.ChannelAsync("north");
        var many = Enumerable.Range(1, listings).Select(i => (NewProduct?)new NewProduct($"MUG-{i}", "Mug", OnHand: 10)).ToList();
        Assert.IsType<CommandAnswer<ProductBatchResult>.Done>(await host.Get<ProductStore>().CreateManyAsync(CommandContext.System, many, Stop));
        await host.ListingsAsync("north", [.. Enumerable.Range(1, listings).Select(i => $"MUG-{i}")]);
        return host;
    }

    private static Task<CommandContext> PersonAsync(ComponentHost host) => host.Get<PortalSession>().CommandAsync();

    private static Task<CommandAnswer<BulkResult>> ApplyAsync(ComponentHost host, CommandContext person, ListingEdit edit) =>
        host.Get<ListingBulkStore>().ApplyAsync(person, North, edit, progress: null, Stop);

    private static Task<CommandAnswer<BulkResult>> UndoAsync(ComponentHost host, CommandContext person, BulkResult result) =>
        host.Get<ListingBulkStore>().UndoAsync(new CommandContext(person.Caller), "north", result.OperationId, Stop);

    private static Task<List<string>> RulesAsync(ComponentHost host) => host.Get<PortalDatabase>().ReadAsync(
        (db, token) => db.Listings.OrderBy(l => l.Id).Select(l => $"{l.ExternalId}: {l.Desired} of {l.Max}").ToListAsync(token), Stop);

    private static Task<int> CappedAsync(ComponentHost host) => host.Get<PortalDatabase>().ReadAsync((db, token) => db.Listings.CountAsync(l => l.Max != null, token), Stop);

    private static BulkResult Done(CommandAnswer<BulkResult> answer) => Assert.IsType<CommandAnswer<BulkResult>.Done>(answer).Value;

    private static string Code(CommandAnswer<BulkResult> answer) => Assert.IsType<CommandAnswer<BulkResult>.Refused>(answer).Refusal.Code;

    private static string Field(CommandAnswer<BulkResult> answer) => Assert.Single(Assert.IsType<CommandAnswer<BulkResult>.Refused>(answer).Refusal.Errors!).Key;
}
