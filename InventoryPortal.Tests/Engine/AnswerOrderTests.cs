using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Engine;

public sealed class AnswerOrderTests
{
    [Fact]
    public async Task Who_has_the_answer_to_his_sale_finds_it_told_already()
    {
        await using var host = PortalHost.Start();
        using var merchant = new Merchant(host.Address, PortalHost.ApiKey);
        await merchant.PostAsync("products", new { sku = "MUG", name = "Mug", onHand = 5 });
        using var told = host.Services.GetRequiredService<CommitSignals>().Subscribe(CommitTopics.Stock);
        var sale = new MovementWork(CommandContext.System, new MovementCommand("MUG", MovementKind.Sale, 1));
        var work = new AnsweredWork(sale, () => told.Reader.TryRead(out var note) && note.Stock.Single().OnHand == 4);

        await host.Services.GetRequiredService<LedgerWriter>().SubmitAsync([work], EngineWorld.Stop);
        await sale.Result.WaitAsync(EngineWorld.Stop);

        Assert.True(work.WasTold, "The answer went out before the commit was told of.");
    }

    /// <summary>A work that looks about at the moment of its answer.</summary>
    private sealed class AnsweredWork(LedgerWork work, Func<bool> isTold) : LedgerWork
    {
        public bool WasTold { get; private set; }

        public override void Need(LedgerNeeds needs) => work.Need(needs);

        public override void Apply(LedgerBatch batch) => work.Apply(batch);

        public override void Remember(LedgerBatch batch) => work.Remember(batch);

        public override void Complete()
        {
            WasTold = isTold();
            work.Complete();
        }

        public override void Fail(Exception exception) => work.Fail(exception);
    }
}
