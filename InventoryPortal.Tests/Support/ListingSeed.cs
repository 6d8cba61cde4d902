using System.Globalization;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Support;

/// <summary>Listings as a catalogue's reading leaves them, without a store that has so many.</summary>
public static class ListingSeed
{
    private const int Batch = 5000;

    /// <summary>External id of the seeded listing of a number.</summary>
    public static string IdOf(int number) => (number + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Gives a channel so many listings without a product, past the running portal.</summary>
    public static async Task FillAsync(string databaseFile, string channelKey, int count)
    {
        await using var services = TestDatabase.Compose(DatabaseProvider.Sqlite, $"Data Source={databaseFile};Pooling=False", 30);
        var database = services.GetRequiredService<PortalDatabase>();
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Batch))
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    var channel = await db.Channels.SingleAsync(c => c.Key == channelKey, token);
                    await RowInsert.InsertAsync(db, [.. numbers.Select(n => Row(channel.Id, n))], token);
                },
                TestContext.Current.CancellationToken);
        }
    }

    private static ListingRow Row(long channelId, int number) => new()
    {
        ChannelId = channelId,
        ExternalId = IdOf(number),
        Title = $"Listing {number}",
        StockState = StockReadState.Tracked,
        SeenAt = DateTimeOffset.UnixEpoch,
    };
}
