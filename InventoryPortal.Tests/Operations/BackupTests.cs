using System.Net;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>The drill: a backup taken while sales come in, put back after a loss.</summary>
public sealed class BackupTests : IDisposable
{
    private const int Skus = 5;
    private const int Units = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-backup-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "inventory.db");

    private string Copy => Path.Combine(_folder, "copy.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_taken_during_sales_is_put_back_with_every_level_as_its_movements_say()
    {
        var (sold, soldBefore) = (0, 0);
        await using (var portal = await PortalProcess.StartAsync(File, ("Bootstrap:AdminEmail", PortalHost.AdminEmail), ("Bootstrap:AdminPassword", PortalHost.AdminPassword)))
        {
            using var merchant = await FillAsync(portal);
            using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = portal.Address };
            using var signedIn = await browser.SignInAsync(Stop);
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
            using var closing = new CancellationTokenSource();
            var shoppers = Enumerable.Range(0, Skus).Select(i => SellAsync(merchant, Sku(i), () => Interlocked.Increment(ref sold), closing.Token)).ToList();
            await Merchant.UntilAsync(() => Task.FromResult(Volatile.Read(ref sold) > 20), "sales to come in");
            soldBefore = Volatile.Read(ref sold);

            var backup = await VerbProcess.RunAsync(File, "backup", Copy);

            await closing.CancelAsync();
            await Task.WhenAll(shoppers);
            Assert.Equal(0, backup.Code);
            var refused = await VerbProcess.RunAsync(File, "restore", Copy);
            Assert.Equal(1, refused.Code);
            Assert.Contains("stop it first", refused.Error, StringComparison.Ordinal);
            await portal.KillAsync();
        }
        var (levels, levelsLost) = (await LevelsAsync(Copy), await LevelsAsync(File));
        Assert.InRange(Skus * Units - levels.Values.Sum(), soldBefore, sold);
        Assert.False(System.IO.File.Exists(Copy + ".part"));

        // The loss: a page in the middle of the file is overwritten.
        await DamageAsync(File);
        var restored = await VerbProcess.RunAsync(File, "restore", Copy);

        Assert.True(restored.Code == 0, restored.Out + restored.Error);
        Assert.Contains("The ledger is in order", restored.Out, StringComparison.Ordinal);
        Assert.Contains("1 sessions were ended. People, roles and API keys are as they were then", restored.Out, StringComparison.Ordinal);
        Assert.Equal(levels, await LevelsAsync(File));
        Assert.NotEqual(levels, levelsLost);
        Assert.Single(Directory.GetFiles(_folder, "inventory.db.before-*"), f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal));
        await using var again = await PortalProcess.StartAsync(File);
        using var served = new Merchant(again.Address, PortalHost.ApiKey);
        Assert.Equal(levels[Sku(0)], (int)(await served.GetAsync($"products/{Sku(0)}"))["onHand"]!);
        var jobs = (await served.GetAsync("sync-jobs?kind=fullSync"))["items"]!.AsArray();
        Assert.Single(jobs);
        await again.KillAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_sound_backup_of_this_version_is_refused_and_the_database_stays()
    {
        await using (var portal = await PortalProcess.StartAsync(File))
        {
            using var merchant = await FillAsync(portal);
            await portal.KillAsync();
        }
        var before = await LevelsAsync(File);
        Assert.Equal(0, (await VerbProcess.RunAsync(File, "backup", Copy)).Code);
        var newer = Path.Combine(_folder, "newer.db");
        System.IO.File.Copy(Copy, newer);
        await ExecuteAsync(newer, "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Later', '99.0')");
        var stranger = Path.Combine(_folder, "stranger.db");
        await ExecuteAsync(stranger, "CREATE TABLE Songs (Id INTEGER)");
        await DamageAsync(Copy);

        foreach (var (file, said) in new[] { (Copy, "The backup is damaged"), (newer, "newer version"), (stranger, "no database of InventoryPortal"), (Path.Combine(_folder, "none.db"), "does not exist") })
        {
            var result = await VerbProcess.RunAsync(File, "restore", file);
            Assert.Equal(1, result.Code);
            Assert.Contains(said, result.Error, StringComparison.Ordinal);
        }
        Assert.Equal(before, await LevelsAsync(File));
        Assert.Empty(Directory.GetFiles(_folder, "inventory.db.before-*"));
    }

    [Fact]
    public async Task A_backup_replaces_no_file_and_is_readable_for_its_owner_alone()
    {
        Assert.Equal(0, (await VerbProcess.RunAsync(File, "migrate")).Code);
        await System.IO.File.WriteAllTextAsync(Copy, "something else", Stop);

        var refused = await VerbProcess.RunAsync(File, "backup", Copy);
        var named = await VerbProcess.RunAsync(File, "backup", _folder);

        Assert.Equal((1, 0), (refused.Code, named.Code));
        Assert.Equal("something else", await System.IO.File.ReadAllTextAsync(Copy, Stop));
        var made = Assert.Single(Directory.GetFiles(_folder, "inventory-*.db"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(made));
        }
    }

    private static string Sku(int i) => $"SKU-{i}";

    private static async Task<Merchant> FillAsync(PortalProcess portal)
    {
        var merchant = new Merchant(portal.Address, PortalHost.ApiKey);
        await merchant.PostAsync("products/batch", new { items = Enumerable.Range(0, Skus).Select(i => new { sku = Sku(i), name = Sku(i), onHand = Units }) });
        return merchant;
    }

    private static async Task SellAsync(Merchant merchant, string sku, Action sold, CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            await merchant.MoveAsync(sku, "sale", 1);
            sold();
        }
    }

    private static async Task<SortedDictionary<string, int>> LevelsAsync(string file)
    {
        await using var connection = await OpenAsync(file);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT Sku, OnHand FROM Products";
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var levels = new SortedDictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(Stop))
        {
            levels.Add(reader.GetString(0), reader.GetInt32(1));
        }
        return levels;
    }

    private static async Task ExecuteAsync(string file, string statement)
    {
        await using var connection = await OpenAsync(file);
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static async Task<SqliteConnection> OpenAsync(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Stop);
        return connection;
    }

    private static async Task DamageAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var noise = new byte[8192];
        new Random(7).NextBytes(noise);
        stream.Position = stream.Length / 8192 / 2 * 8192;
        await stream.WriteAsync(noise, Stop);
    }
}
