using InventoryPortal.Ledger;
using InventoryPortal.Persistence;

namespace InventoryPortal.Tests.Simulation.Memory;

/// <summary>The writer of levels on the tables in memory: the ledger's own works, decided on copies and committed whole or not at all.</summary>
internal sealed class MemoryLedger(MemoryTables tables, SimulatedFailPoints failPoints, TimeProvider clock)
{
    /// <summary>Tries of one work alone, as the real writer has.</summary>
    private const int MaxTries = 4;

    /// <summary>What another node does after the remembered answers were looked up and before the products are locked.</summary>
    public Action? BeforeLock { get; set; }

    /// <summary>What another node does between reading the rows and writing them.</summary>
    public Action? BeforeCommit { get; set; }

    public T Run<T>(LedgerWork<T> work)
    {
        Run([work]);
        return work.Result.GetAwaiter().GetResult();
    }

    public void Run(IReadOnlyList<LedgerWork> works)
    {
        failPoints.MustLive();
        try
        {
            Commit(works);
        }
        catch (MemoryConflictException)
        {
            foreach (var work in works)
            {
                CommitAlone(work);
            }
        }
    }

    private void CommitAlone(LedgerWork work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Commit([work]);
                return;
            }
            catch (MemoryConflictException) when (attempt < MaxTries)
            {
                // Decided again on what is there now.
            }
        }
    }

    private void Commit(IReadOnlyList<LedgerWork> works)
    {
        var needs = new LedgerNeeds();
        foreach (var work in works)
        {
            work.Need(needs);
        }

        // Copies cost a tenth of a run, and matter only where the transaction may be dropped or another may come in between.
        var transaction = new MemoryTransaction(tables, isIsolated: BeforeLock is not null || BeforeCommit is not null || failPoints.Armed == FailPoints.LedgerBeforeCommit);
        var batch = MemoryBatch.Load(tables, transaction, needs, clock.GetUtcNow(), Between(BeforeLock, () => BeforeLock = null));
        foreach (var work in works)
        {
            work.Apply(batch);
        }
        LedgerWriter.Reallocate(batch);
        tables.Number(batch.Writes);
        foreach (var work in works)
        {
            work.Remember(batch);
        }
        Between(BeforeCommit, () => BeforeCommit = null)?.Invoke();
        failPoints.Pass(FailPoints.LedgerBeforeCommit);
        transaction.Commit(batch);
        failPoints.Pass(FailPoints.LedgerAfterCommit);
        foreach (var work in works)
        {
            work.Complete();
        }
    }

    // It happens once: the try that follows finds it done.
    private static Action? Between(Action? other, Action forget) => other is null ? null : () =>
    {
        forget();
        other();
    };
}
