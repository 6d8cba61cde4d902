using InventoryPortal.Domain.Imports;
using Xunit;

namespace InventoryPortal.Tests.Domain.Imports;

public sealed class ImportTransitionsTests
{
    [Theory]
    [InlineData(ImportStage.Reading, ImportTrigger.Apply)]
    [InlineData(ImportStage.Applied, ImportTrigger.Apply)]
    [InlineData(ImportStage.Undone, ImportTrigger.Apply)]
    [InlineData(ImportStage.Undone, ImportTrigger.Undo)]
    [InlineData(ImportStage.Ready, ImportTrigger.Undo)]
    [InlineData(ImportStage.Applying, ImportTrigger.ChooseColumns)]
    [InlineData(ImportStage.Unreadable, ImportTrigger.Previewed)]
    public void What_an_import_does_not_allow_is_an_outcome(ImportStage from, ImportTrigger trigger) =>
        Assert.Equal(new ImportMove.Illegal(from, trigger), ImportTransitions.TryMove(from, trigger));

    [Fact]
    public void An_undo_that_is_asked_for_while_lines_are_applied_outlasts_their_end()
    {
        var stage = ImportStage.Reading;
        foreach (var trigger in new[] { ImportTrigger.Previewed, ImportTrigger.Apply, ImportTrigger.Undo, ImportTrigger.ApplyEnded, ImportTrigger.UndoEnded })
        {
            stage = Assert.IsType<ImportMove.Moved>(ImportTransitions.TryMove(stage, trigger)).To;
        }
        Assert.Equal(ImportStage.Undone, stage);
    }
}
