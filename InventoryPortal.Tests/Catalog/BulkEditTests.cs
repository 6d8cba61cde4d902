using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Components;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Catalog;

/// <summary>Many products are edited as one operation, which can be taken back.</summary>
public sealed class BulkEditTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_match_are_changed_with_a_record_each_and_no_others()
    {
        await using var host = await StartAsync(Role.Editor, "MUG-1", "MUG-2", "CUP-1");
        var editor = await PersonAsync(host);
        await host.Get<ProductStore>().UpdateAsync(CommandContext.System, "MUG-2", new ProductEdit { LowStockThreshold = 7 }, null, Stop);

        var result = Done(await ApplyAsync(host, editor, new BulkEdit(LowStockThreshold: 7)));

        Assert.Equal((1, 1, 0), (result.Changed, result.Left, result.HeldChannels));
        Assert.Equal([("CUP-1", 0), ("MUG-1", 7), ("MUG-2", 7)], (await ListAsync(host)).Select(p => (p.Sku, p.LowStockThreshold)));
        var records = await host.Get<PortalDatabase>().ReadAsync(
            (db, token) => db.Activity.Where(a => a.OperationId == editor.OperationId && a.Before != null).Select(a => $"{a.Subject} {a.ActorName} {a.Action}").ToListAsync(token), Stop);
        Assert.Equal(["MUG-1 person@example.test products.edit"], records);
    }

    [Fact]
    public async Task A_buffer_divides_anew_and_taking_it_back_does_so_too()
    {
        await using var host = await StartAsync(Role.Editor, "MUG-1", "MUG-2");
        await host.ChannelAsync("north");
        await host.ListingAsync("north", "1", sku: "MUG-1");
        var editor = await PersonAsync(host);

        var result = Done(await ApplyAsync(host, editor, new BulkEdit(Buffer: 3)));
        Assert.Equal(7, await DesiredAsync(host, "1"));
        var back = Done(await host.Get<BulkEditStore>().UndoAsync(Fresh(editor), result.OperationId, Stop));

        Assert.Equal((2, 0), (back.Changed, back.Left));
        Assert.Equal(10, await DesiredAsync(host, "1"));
        Assert.All(await ListAsync(host), p => Assert.Equal(0, p.Buffer));
    }

    [Fact]
    public async Task What_somebody_edited_since_is_not_taken_back()
    {
        await using var host = await StartAsync(Role.Editor, "MUG-1", "MUG-2");
        var editor = await PersonAsync(host);
        var result = Done(await ApplyAsync(host, editor, new BulkEdit(LowStockThreshold: 7)));
        await host.Get<ProductStore>().UpdateAsync(CommandContext.System, "MUG-2", new ProductEdit { LowStockThreshold = 9 }, null, Stop);

        var back = Done(await host.Get<BulkEditStore>().UndoAsync(Fresh(editor), result.OperationId, Stop));

        Assert.Equal((1, 1), (back.Changed, back.Left));
        Assert.Equal([0, 9], (await ListAsync(host)).Select(p => p.LowStockThreshold));
    }

    [Fact]
    public async Task More_than_a_chunk_is_one_operation_and_tells_how_far_it_is()
    {
        await using var host = await ComponentHost.StartAsync(Role.Editor);
        var many = Enumerable.Range(0, 260).Select(i => (NewProduct?)new NewProduct($"MUG-{i:000}", "Mug", OnHand: 1)).ToList();
        Assert.IsType<CommandAnswer<ProductBatchResult>.Done>(await host.Get<ProductStore>().CreateManyAsync(CommandContext.System, many, Stop));
        var editor = await PersonAsync(host);
        var told = new List<int>();

        var result = Done(await host.Get<BulkEditStore>().ApplyAsync(editor, new ProductSearch("MUG"), new BulkEdit(IsActive: false), told.Add, Stop));
        Assert.Equal(260, result.Changed);
        Assert.Equal([250, 260], told);

        Assert.Equal(260, Done(await host.Get<BulkEditStore>().UndoAsync(Fresh(editor), result.OperationId, Stop)).Changed);
        Assert.Equal(260, await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Products.CountAsync(p => p.IsActive, token), Stop));
    }

    [Fact]
    public async Task What_would_empty_a_store_waits_for_a_person()
    {
        await using var host = await StartAsync(Role.Editor, [.. Enumerable.Range(1, 6).Select(i => $"MUG-{i}")]);
        await host.ChannelAsync("north");
        for (var i = 1; i <= 6; i++)
        {
            await host.ListingAsync("north", $"{i}", sku: $"MUG-{i}");
        }
        await host.PushedAsync();

        var result = Done(await ApplyAsync(host, await PersonAsync(host), new BulkEdit(Buffer: 50)));

        Assert.Equal((6, 1), (result.Changed, result.HeldChannels));
        var (waiting, due, alert) = await host.HeldAsync();
        Assert.Equal((6, 0), (waiting, due));
        Assert.StartsWith("A bulk edit of products would zero 6 and swing 0 of 6 listings of north", alert, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    public async Task Who_may_not_edit_products_changes_none_and_the_attempt_is_on_record(Role role)
    {
        await using var host = await StartAsync(role, "MUG-1");
        var person = await PersonAsync(host);
        Assert.Equal("forbidden", Code(await ApplyAsync(host, person, new BulkEdit(LowStockThreshold: 7))));
        Assert.Equal("forbidden", Code(await host.Get<BulkEditStore>().UndoAsync(Fresh(person), person.OperationId, Stop)));
        Assert.Equal(0, Assert.Single(await ListAsync(host)).LowStockThreshold);
        Assert.Equal(2, await host.Get<PortalDatabase>().ReadAsync((db, token) => db.Activity.CountAsync(a => !a.Allowed && a.Action == Permissions.ProductsEdit, token), Stop));
    }

    [Theory]
    [InlineData(-1, "lowStockThreshold")]
    [InlineData(Quantities.Max + 1, "lowStockThreshold")]
    [InlineData(null, "edit")]
    public async Task What_is_no_edit_is_refused(int? threshold, string field)
    {
        await using var host = await StartAsync(Role.Editor, "MUG-1");
        var answer = await ApplyAsync(host, await PersonAsync(host), new BulkEdit(LowStockThreshold: threshold));
        Assert.Equal(field, Assert.Single(Assert.IsType<CommandAnswer<BulkResult>.Refused>(answer).Refusal.Errors!).Key);
    }

    [Fact]
    public async Task Nobody_takes_back_what_a_colleague_did()
    {
        await using var host = await StartAsync(Role.Editor, "MUG-1");
        var result = Done(await ApplyAsync(host, await PersonAsync(host), new BulkEdit(LowStockThreshold: 7)));
        await host.SignInAsync("colleague@example.test", Role.Admin);
        Assert.Equal("not_found", Code(await host.Get<BulkEditStore>().UndoAsync(await PersonAsync(host), result.OperationId, Stop)));
    }

    private static async Task<ComponentHost> StartAsync(Role role, params string[] skus)
    {
        var host = await ComponentHost.StartAsync(role);
        foreach (var sku in skus)
        {
            await host.ProductAsync(sku, onHand: 10);
        }
        return host;
    }

    private static Task<CommandContext> PersonAsync(ComponentHost host) => host.Get<PortalSession>().CommandAsync();

    private static CommandContext Fresh(CommandContext person) => new(person.Caller);

    private static Task<CommandAnswer<BulkResult>> ApplyAsync(ComponentHost host, CommandContext person, BulkEdit edit) =>
        host.Get<BulkEditStore>().ApplyAsync(person, new ProductSearch("MUG"), edit, progress: null, Stop);

    private static async Task<IReadOnlyList<ProductView>> ListAsync(ComponentHost host) =>
        (await host.Get<ProductQueries>().ListAsync(new ProductSearch(), new PageRequest(1, 10), Stop)).Items;

    private static async Task<int?> DesiredAsync(ComponentHost host, string externalId) =>
        (await host.Get<ListingQueries>().FindAsync("north", externalId, Stop))!.DesiredQuantity;

    private static BulkResult Done(CommandAnswer<BulkResult> answer) => Assert.IsType<CommandAnswer<BulkResult>.Done>(answer).Value;

    private static string Code(CommandAnswer<BulkResult> answer) => Assert.IsType<CommandAnswer<BulkResult>.Refused>(answer).Refusal.Code;
}
