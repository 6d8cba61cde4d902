using InventoryPortal.Ledger;
using InventoryPortal.Persistence;

namespace InventoryPortal.Operations.Verbs;

/// <summary>The nightly check of the ledger, now.</summary>
public sealed class CheckLedgerVerb(SchemaQueries schema, LedgerCheck ledger) : IVerb
{
    /// <summary>Products named; more of the same say no more.</summary>
    private const int MaxNamed = 100;

    /// <inheritdoc />
    public string Name => VerbTable.CheckLedger;

    /// <inheritdoc />
    public async Task<VerbEnd> RunAsync(VerbCall call, VerbConsole console, CancellationToken cancellationToken)
    {
        var state = await schema.ReadAsync(cancellationToken);
        if (state.Pending.Count > 0)
        {
            await console.Error.WriteLineAsync(state.IsEmpty ? "There is no database yet." : "The schema is older than this program: run migrate first.");
            return VerbEnd.Failed;
        }
        var found = await ledger.RunAsync(MaxNamed, cancellationToken);
        await WriteAsync(found, console.Out);
        return found.Count == 0 ? VerbEnd.Done : VerbEnd.Failed;
    }

    internal static async Task WriteAsync(IReadOnlyList<LedgerMismatch> found, TextWriter to)
    {
        foreach (var m in found)
        {
            await to.WriteLineAsync(
                $"{m.Sku}: on hand {m.OnHand}, movements say {m.MovementsOnHand}; reserved {m.Reserved}, movements say {m.MovementsReserved}, open holds {m.OpenReserved}");
        }
        await to.WriteLineAsync(found.Count == 0
            ? "The ledger is in order: every level is what its movements say."
            : $"{(found.Count == MaxNamed ? "At least " : "")}{found.Count} products differ from their movements. Correct each by a count with a reason; movements are never changed.");
    }
}
