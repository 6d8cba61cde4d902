using InventoryPortal.Domain.Stock;
using InventoryPortal.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace InventoryPortal.Tests.Nodes;

/// <summary>What travels between the nodes: as it went, or not at all.</summary>
public sealed class NodeMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_message_comes_back_as_it_went_and_a_long_one_as_a_gap()
    {
        var stock = new StockNote(1, "MUG", 9, 0, 9, MovementKind.Sale, -1, Now);
        var note = new CommitNote(CommitTopics.Stock | CommitTopics.Listings, [stock], [3, 4], 5) { ListingIds = [6] };

        var read = Read(Message([1, 2], note).Write(Secret))!;
        Assert.Equal(stock, Assert.Single(read.Notes[0].Stock));
        Assert.Equal((note.Topics, note.Subject), (read.Notes[0].Topics, read.Notes[0].Subject));
        Assert.Equal([3, 4, 6], [.. read.Notes[0].ChannelIds, .. read.Notes[0].ListingIds]);
        Assert.Equal([1, 2], read.Counts);

        var crowd = note with { ListingIds = [.. Enumerable.Range(0, 60_000).Select(i => (long)i)] };
        Assert.True(Read(Message([], crowd).Write(Secret))!.Notes.Single().Gap);
    }

    [Fact]
    public void Whatever_is_not_by_a_node_of_this_database_is_refused()
    {
        var bytes = Message([1]).Write(Secret);
        Assert.NotNull(Read(bytes));

        Assert.Null(Read(Message([1]).Write(new byte[32])));
        Assert.Null(Read(bytes[NodeSeal.Bytes..]));
        Assert.Null(Read([]));
        for (var i = 0; i < bytes.Length; i += 7)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            Assert.Null(Read(changed));
        }
        Assert.Null(Read(NodeSeal.Close(Secret, "page:commits", bytes.AsSpan(NodeSeal.Bytes))));
    }

    [Fact]
    public void What_no_node_says_is_refused_though_it_be_sealed()
    {
        Assert.Null(Read(Message([1, -1]).Write(Secret)));
        Assert.Null(Read((Message([1]) with { Sequence = 0 }).Write(Secret)));
        Assert.Null(Read((Message([1]) with { Version = 1 }).Write(Secret)));
        Assert.Null(Read(NodeSeal.Close(Secret, "commits", "{"u8)));
    }

    [Fact]
    public void A_message_that_somebody_repeats_after_its_node_is_forgotten_is_refused()
    {
        var bytes = Message([1]).Write(Secret);

        Assert.NotNull(NodeMessage.Read(bytes, Secret, Now + OtherNodes.GoneAfter - TimeSpan.FromSeconds(1)));
        Assert.Null(NodeMessage.Read(bytes, Secret, Now + OtherNodes.GoneAfter));
        Assert.Null(NodeMessage.Read(bytes, Secret, Now - OtherNodes.GoneAfter));
    }

    [Fact]
    public async Task Nodes_of_one_database_share_a_secret_also_where_an_earlier_version_has_left_the_name_alone()
    {
        await using var database = await TestDatabase.OnSqliteAsync();
        var store = new InstallationStore(database.Portal, TimeProvider.System);
        var made = await store.FindAsync(Stop);
        await database.Portal.WriteAsync((db, token) => db.Cursors.Where(c => c.Name == "installation-secret").ExecuteDeleteAsync(token), Stop);

        var found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.FindAsync(Stop))));

        Assert.All(found, f => Assert.Equal(made.Name, f.Name));
        Assert.Equal(32, found[0].Secret.Length);
        Assert.Single(found.Select(f => Convert.ToHexString(f.Secret.Span)).Distinct());
        Assert.False(found[0].Secret.Span.SequenceEqual(made.Secret.Span));
    }

    private static NodeMessage Message(IReadOnlyList<long> counts, params CommitNote[] notes) => new(NodeMessage.Now, "a", 1, Now, counts, notes);

    private static NodeMessage? Read(byte[] bytes) => NodeMessage.Read(bytes, Secret, Now);
}
