using System.Collections.Frozen;

namespace InventoryPortal.Domain.Imports;

/// <summary>What happens to an import.</summary>
public enum ImportTrigger
{
    /// <summary>All of its lines have a verdict.</summary>
    Previewed,

    /// <summary>A needed column was not recognised.</summary>
    ColumnsMissed,

    /// <summary>Its file turned out to be none.</summary>
    NotRead,

    /// <summary>A person said which column is which.</summary>
    ChooseColumns,

    /// <summary>A person takes its valid lines; again, where the job that did so was stopped.</summary>
    Apply,

    /// <summary>No valid line is left to apply.</summary>
    ApplyEnded,

    /// <summary>A person takes it back; again, where the job that did so was stopped.</summary>
    Undo,

    /// <summary>No applied line is left to take back.</summary>
    UndoEnded,
}

/// <summary>What came of asking for a move. A closed set.</summary>
public abstract record ImportMove
{
    private ImportMove() { }

    /// <summary>The import stands at <paramref name="To"/> now.</summary>
    public sealed record Moved(ImportStage To) : ImportMove;

    /// <summary>No such move; the import stays as it is.</summary>
    public sealed record Illegal(ImportStage From, ImportTrigger Trigger) : ImportMove;
}

/// <summary>The one door through which an import's stage changes.</summary>
public static class ImportTransitions
{
    private static readonly FrozenDictionary<(ImportStage From, ImportTrigger Trigger), ImportStage> Table =
        new Dictionary<(ImportStage, ImportTrigger), ImportStage>
        {
            [(ImportStage.Reading, ImportTrigger.Previewed)] = ImportStage.Ready,
            [(ImportStage.Reading, ImportTrigger.ColumnsMissed)] = ImportStage.NeedsColumns,
            [(ImportStage.Reading, ImportTrigger.NotRead)] = ImportStage.Unreadable,
            [(ImportStage.NeedsColumns, ImportTrigger.ChooseColumns)] = ImportStage.Reading,
            [(ImportStage.Ready, ImportTrigger.ChooseColumns)] = ImportStage.Reading,
            [(ImportStage.Ready, ImportTrigger.Apply)] = ImportStage.Applying,
            [(ImportStage.Applying, ImportTrigger.Apply)] = ImportStage.Applying,
            [(ImportStage.Applying, ImportTrigger.ApplyEnded)] = ImportStage.Applied,
            [(ImportStage.Applying, ImportTrigger.Undo)] = ImportStage.Undoing,
            [(ImportStage.Applied, ImportTrigger.Undo)] = ImportStage.Undoing,

            // The undo waits until the apply before it has ended.
            [(ImportStage.Undoing, ImportTrigger.ApplyEnded)] = ImportStage.Undoing,
            [(ImportStage.Undoing, ImportTrigger.Undo)] = ImportStage.Undoing,
            [(ImportStage.Undoing, ImportTrigger.UndoEnded)] = ImportStage.Undone,
        }.ToFrozenDictionary();

    /// <summary>Where <paramref name="trigger"/> takes an import that stands at <paramref name="from"/>.</summary>
    public static ImportMove TryMove(ImportStage from, ImportTrigger trigger) =>
        Table.TryGetValue((from, trigger), out var to) ? new ImportMove.Moved(to) : new ImportMove.Illegal(from, trigger);
}
