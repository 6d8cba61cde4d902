using System.Text.Json.Nodes;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Persistence;

/// <summary>A database of the first release, as its own migration made it, opens in this one with what was in it.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const string FirstRelease = "20261123201117_Initial";

    /// <summary>A product that was counted, sold, and has units promised; one that a channel sold beyond zero; a paused channel that shows the first.</summary>
    private const string Contents =
        """
        INSERT INTO Channels (Id, "Key", Kind, Name, State, Weight, FirstLink, Drift, GuardPercent, CountsFrom, ClockAheadMs, SettingsJson, Version, CreatedAt)
          VALUES (1, 'north', 'WooCommerce', 'North', 'Paused', 3, 'Push', 'Report', 30, 639000000000000000, 0, '{"baseUrl":"https://north.invalid"}', 1, 639000000000000000);
        INSERT INTO Products (Id, Sku, SkuNormalised, Name, SearchText, OnHand, Reserved, LowStockThreshold, Buffer, IsActive, Version, StockVersion, CreatedAt, UpdatedAt)
          VALUES (1, 'MUG', 'MUG', 'Mug', 'MUG MUG', 37, 2, 5, 1, 1, 1, 3, 639000000000000000, 639000000000000000),
                 (2, 'TEE', 'TEE', 'Tee', 'TEE TEE', -1, 0, 0, 0, 1, 1, 2, 639000000000000000, 639000000000000000);
        INSERT INTO Movements (ProductId, Kind, Delta, ReservedDelta, OnHandAfter, ReservedAfter, CauseType, IdempotencyKey, ChannelId, ActorKind, ActorId, ActorName, OccurredAt, RecordedAt)
          VALUES (1, 'Count', 40, 0, 40, 0, 'command', 'a', NULL, 'System', 'system', 'system', 639000000000000000, 639000000000000000),
                 (1, 'Sale', -3, 0, 37, 0, 'order', 'b', 1, 'Channel', 'north', 'north', 639000000000000001, 639000000000000001),
                 (1, 'Reserve', 0, 2, 37, 2, 'reservation', 'c', NULL, 'System', 'system', 'system', 639000000000000002, 639000000000000002),
                 (2, 'Restock', 1, 0, 1, 0, 'command', 'd', NULL, 'System', 'system', 'system', 639000000000000000, 639000000000000000),
                 (2, 'Sale', -2, 0, -1, 0, 'order', 'e', 1, 'Channel', 'north', 'north', 639000000000000001, 639000000000000001);
        INSERT INTO Reservations (ProductId, Quantity, Reference, State, CreatedAt) VALUES (1, 2, 'till', 'Pending', 639000000000000002);
        INSERT INTO Listings (ChannelId, ExternalId, StockState, ProductId, LinkState, Mode, Min, Buffer, FixedQuantity, SyncEnabled, AwaitsApproval, Desired, DesiredRevision, Sent, SentRevision,
                              Confirmed, ConfirmedRevision, ToldSinceConfirm, UnseenCredit, OutcomeUnknown, Attempts, IsDead, IsDrifted, LeaseToken, Version, SeenAt)
          VALUES (1, '11', 'Tracked', 1, 'Linked', 'Split', 0, 0, 0, 1, 0, 34, 2, 34, 2, 34, 2, 0, 0, 0, 0, 0, 0, 5, 1, 639000000000000000);
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-upgrade-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "inventory.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_database_of_the_first_release_keeps_its_levels_and_goes_on_selling()
    {
        await MakeAsync();

        await using (var portal = await PortalProcess.StartAsync(File))
        {
            using var merchant = new Merchant(portal.Address, PortalHost.ApiKey);
            Assert.Equal((37, 2, 35), Level(await merchant.GetAsync("products/MUG")));
            Assert.Equal((-1, 0, -1), Level(await merchant.GetAsync("products/TEE")));
            var listing = (await merchant.ListingsAsync("MUG"))["north"];
            Assert.Equal((34, 34), ((int)listing["desiredQuantity"]!, (int)listing["confirmedQuantity"]!));

            await merchant.MoveAsync("MUG", "sale", 4);

            Assert.Equal((33, 2, 31), Level(await merchant.GetAsync("products/MUG")));
            Assert.Equal(30, (int)(await merchant.ListingsAsync("MUG"))["north"]["desiredQuantity"]!);
            Assert.Equal(4, (await merchant.GetAsync("products/MUG/movements"))["items"]!.AsArray().Count);
            Assert.Empty(portal.Complaints);
            await portal.KillAsync();
        }
        var checkedLedger = await VerbProcess.RunAsync(File, "check-ledger");
        Assert.True(checkedLedger.Code == 0, checkedLedger.Out + checkedLedger.Error);
    }

    private async Task MakeAsync()
    {
        await using var services = TestDatabase.Compose(DatabaseProvider.Sqlite, $"Data Source={File};Pooling=False", 30);
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Stop);
        Assert.Equal(FirstRelease, db.Database.GetMigrations().First());
        var schema = db.GetService<IMigrator>().GenerateScript(Migration.InitialDatabase, FirstRelease);
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync(Stop);
        foreach (var script in new[] { "PRAGMA journal_mode=WAL", schema, Contents })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = script;
            await command.ExecuteNonQueryAsync(Stop);
        }
    }

    private static (int OnHand, int Reserved, int Available) Level(JsonNode product) => ((int)product["onHand"]!, (int)product["reserved"]!, (int)product["available"]!);
}
