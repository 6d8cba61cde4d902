using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

public sealed class LedgerTests
{
    [Fact]
    public async Task Two_thousand_sales_of_a_thousand_units_sell_exactly_a_thousand()
    {
        await using var world = await EngineWorld.StartAsync("HOT");
        await world.MoveAsync("HOT", MovementKind.Count, 1000);
        var stock = world.Host.Services.GetRequiredService<StockStore>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => Task.Run(() =>
            stock.MoveAsync(CommandContext.System, new MovementCommand("HOT", MovementKind.Sale, 1), EngineWorld.Stop))));
        Assert.Equal(1000, answers.Count(a => a is CommandAnswer<MovementResult>.Done));
        Assert.Equal(1000, answers.Count(a => a is CommandAnswer<MovementResult>.Refused { Refusal.Code: "insufficient_stock" }));
        Assert.Equal(0, (await world.ProductAsync("HOT")).Available);
        Assert.Empty(await world.Host.Services.GetRequiredService<LedgerCheck>().RunAsync(10, EngineWorld.Stop));
    }

    [Fact]
    public async Task A_repeat_under_one_key_gets_the_first_answer_even_when_both_come_at_once()
    {
        await using var world = await EngineWorld.StartAsync("KEY");
        await world.MoveAsync("KEY", MovementKind.Count, 10);
        var stock = world.Host.Services.GetRequiredService<StockStore>();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => stock.MoveAsync(
            new CommandContext(Caller.System, new PlainRequest("scope-1", "body-1")), new MovementCommand("KEY", MovementKind.Sale, 3), EngineWorld.Stop))));
        Assert.Single(answers, a => a is CommandAnswer<MovementResult>.Done);
        Assert.Equal(7, answers.Count(a => a is CommandAnswer<MovementResult>.Replayed));
        Assert.Equal(7, (await world.ProductAsync("KEY")).OnHand);

        var other = await stock.MoveAsync(
            new CommandContext(Caller.System, new PlainRequest("scope-1", "another body")), new MovementCommand("KEY", MovementKind.Sale, 1), EngineWorld.Stop);
        Assert.Equal("idempotency_key_reused", Assert.IsType<CommandAnswer<MovementResult>.Refused>(other).Refusal.Code);
    }

    [Fact]
    public async Task A_movement_is_undone_once_even_when_many_ask_at_once_and_its_undoing_may_be_undone()
    {
        await using var world = await EngineWorld.StartAsync("UNDO");
        await world.MoveAsync("UNDO", MovementKind.Count, 10);
        var services = world.Host.Services;
        var booked = Assert.IsType<CommandAnswer<MovementResult>.Done>(await services.GetRequiredService<StockStore>()
            .MoveAsync(CommandContext.System, new MovementCommand("UNDO", MovementKind.Sale, 4), EngineWorld.Stop)).Value;
        var undos = services.GetRequiredService<UndoStore>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => undos.UndoAsync(CommandContext.System, booked.Id, "wrong shelf", EngineWorld.Stop))));

        var undone = Assert.Single(answers.OfType<CommandAnswer<MovementResult>.Done>()).Value;
        Assert.Equal((MovementKind.Adjustment, 4, 10), (undone.Kind, undone.Delta, (await world.ProductAsync("UNDO")).OnHand));
        Assert.Equal(7, answers.Count(a => a is CommandAnswer<MovementResult>.Refused { Refusal.Code: "already_undone" }));
        Assert.IsType<CommandAnswer<MovementResult>.Done>(await undos.UndoAsync(CommandContext.System, undone.Id, null, EngineWorld.Stop));
        Assert.Equal(6, (await world.ProductAsync("UNDO")).OnHand);
        Assert.Empty(await services.GetRequiredService<LedgerCheck>().RunAsync(10, EngineWorld.Stop));
    }

    [Fact]
    public async Task What_an_order_or_a_reservation_moved_is_not_undone_by_hand()
    {
        await using var world = await EngineWorld.StartAsync("HELD");
        await world.MoveAsync("HELD", MovementKind.Count, 10);
        var services = world.Host.Services;
        var made = Assert.IsType<CommandAnswer<ReservationResult>.Done>(await services.GetRequiredService<ReservationStore>()
            .ReserveAsync(CommandContext.System, new ReserveCommand("HELD", 4, "cart 1"), EngineWorld.Stop)).Value;
        var undos = services.GetRequiredService<UndoStore>();
        await services.GetRequiredService<ReservationStore>().CommitAsync(CommandContext.System, made.Id, EngineWorld.Stop);
        var sale = (await services.GetRequiredService<LedgerQueries>().MovementsAsync("HELD", null, until: null, 10, scope: null, EngineWorld.Stop))!.Items[0];

        Assert.False(sale.CanUndo);
        Assert.Equal("not_undoable", Assert.IsType<CommandAnswer<MovementResult>.Refused>(await undos.UndoAsync(CommandContext.System, sale.Id, null, EngineWorld.Stop)).Refusal.Code);
        Assert.Equal("not_found", Assert.IsType<CommandAnswer<MovementResult>.Refused>(await undos.UndoAsync(CommandContext.System, 4711, null, EngineWorld.Stop)).Refusal.Code);
    }

    [Fact]
    public async Task A_reservation_holds_units_until_it_is_committed_and_a_second_commit_changes_nothing()
    {
        await using var world = await EngineWorld.StartAsync("RES");
        await world.MoveAsync("RES", MovementKind.Count, 10);
        var reservations = world.Host.Services.GetRequiredService<ReservationStore>();
        var made = Assert.IsType<CommandAnswer<ReservationResult>.Done>(
            await reservations.ReserveAsync(CommandContext.System, new ReserveCommand("RES", 4, "cart 1"), EngineWorld.Stop)).Value;
        Assert.Equal(6, (await world.ProductAsync("RES")).Available);
        for (var i = 0; i < 2; i++)
        {
            var end = Assert.IsType<CommandAnswer<ReservationResult>.Done>(await reservations.CommitAsync(CommandContext.System, made.Id, EngineWorld.Stop));
            Assert.Equal(ReservationState.Committed, end.Value.State);
        }
        var product = await world.ProductAsync("RES");
        Assert.Equal((6, 0), (product.OnHand, product.Reserved));
        var late = await reservations.ReleaseAsync(CommandContext.System, made.Id, EngineWorld.Stop);
        Assert.Equal("reservation_closed", Assert.IsType<CommandAnswer<ReservationResult>.Refused>(late).Refusal.Code);
    }

    [Fact]
    public async Task More_than_is_available_cannot_be_promised()
    {
        await using var world = await EngineWorld.StartAsync("RES");
        await world.MoveAsync("RES", MovementKind.Count, 3);
        var reservations = world.Host.Services.GetRequiredService<ReservationStore>();
        var refused = await reservations.ReserveAsync(CommandContext.System, new ReserveCommand("RES", 4, "cart 1"), EngineWorld.Stop);
        Assert.Equal("insufficient_stock", Assert.IsType<CommandAnswer<ReservationResult>.Refused>(refused).Refusal.Code);
    }

    [Fact]
    public async Task A_lapsed_reservation_gives_its_units_back_once()
    {
        await using var world = await EngineWorld.StartAsync("RES");
        await world.MoveAsync("RES", MovementKind.Count, 10);
        var reservations = world.Host.Services.GetRequiredService<ReservationStore>();
        await reservations.ReserveAsync(CommandContext.System, new ReserveCommand("RES", 4, "cart 1", null, DateTimeOffset.UtcNow.AddDays(1)), EngineWorld.Stop);
        Assert.Equal(0, await reservations.ExpireAsync(EngineWorld.Stop));
        await world.Database.WriteAsync(
            (db, token) => db.Reservations.ExecuteUpdateAsync(s => s.SetProperty(r => r.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(-1)), token), EngineWorld.Stop);
        Assert.Equal(1, await reservations.ExpireAsync(EngineWorld.Stop));
        Assert.Equal(0, await reservations.ExpireAsync(EngineWorld.Stop));
        Assert.Equal(10, (await world.ProductAsync("RES")).Available);
    }

    private sealed record PlainRequest(string Scope, string BodyHash) : IdempotentRequest(Scope, BodyHash)
    {
        public override StoredAnswer RenderValue(object value) => new(201, value.ToString()!);

        public override StoredAnswer RenderRefusal(Refusal refusal) => new(409, refusal.Code);
    }
}
