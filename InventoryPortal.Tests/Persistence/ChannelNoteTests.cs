using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>What adapters must still know after a restart.</summary>
public abstract class ChannelNoteTests(Func<Task<TestDatabase>> open) : DatabaseSuite(open)
{
    private ChannelNoteStore Notes => new(Database.Portal, TimeProvider.System);

    [Fact]
    public async Task A_note_is_kept_changed_and_removed_each_channels_for_itself()
    {
        await Notes.ChangeAsync(1, "feeds", old => old + "a", Token);
        await Notes.ChangeAsync(1, "feeds", old => old + "b", Token);
        await Notes.ChangeAsync(2, "feeds", _ => "other", Token);
        Assert.Equal(("ab", "other", null), (await Notes.ReadAsync(1, "feeds", Token), await Notes.ReadAsync(2, "feeds", Token), await Notes.ReadAsync(1, "else", Token)));
        await Notes.ChangeAsync(1, "feeds", _ => null, Token);
        await Notes.ChangeAsync(3, "feeds", _ => null, Token);
        Assert.Null(await Notes.ReadAsync(1, "feeds", Token));
        Assert.Equal("other", await Notes.ReadAsync(2, "feeds", Token));
    }

    [Fact]
    public async Task A_note_that_is_too_long_changes_nothing()
    {
        await Notes.ChangeAsync(1, "feeds", _ => "kept", Token);
        await Assert.ThrowsAsync<ArgumentException>(() => Notes.ChangeAsync(1, "feeds", _ => new string('x', IChannelNotes.MaxText + 1), Token));
        Assert.Equal("kept", await Notes.ReadAsync(1, "feeds", Token));
    }
}

public sealed class ChannelNotesOnSqlite() : ChannelNoteTests(() => TestDatabase.OnSqliteAsync());

public sealed class ChannelNotesOnSqlServer() : ChannelNoteTests(TestDatabase.OnSqlServerAsync);
