using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InventoryPortal.Tests.Faults;

/// <summary>An import whose portal is killed while it reads, applies and takes back ends as if nothing had happened.</summary>
public sealed class ImportKillTests : IAsyncLifetime
{
    private const int Lines = 12_000;
    private const int OnHand = 100;

    private readonly string _file = TestDatabase.NewFile();
    private PortalProcess? _portal;
    private HttpClient? _api;

    private HttpClient Api => _api!;

    public async ValueTask InitializeAsync()
    {
        await System.IO.File.WriteAllBytesAsync(_file, await TestDatabase.MigratedAsync());
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
        TestDatabase.Delete(_file);
    }

    [Fact]
    public async Task An_import_goes_on_after_a_kill_in_each_of_its_parts_and_counts_every_line_once()
    {
        await SeedAsync();
        var import = (await Api.UploadAsync("counts", File("sku,quantity", i => $"{Sku(i)},{i % 50}"))).Is(202);

        await KilledOnceAsync(import);
        Assert.Equal(Lines, await CountAsync("SELECT COUNT(*) FROM ImportLines WHERE Verdict = 'Changed'"));

        await KilledOnceAsync((await Api.SendAsync("POST", $"/imports/{import["id"]}/apply")).Is(202));
        Assert.Equal(Lines, await CountAsync("SELECT COUNT(*) FROM Movements WHERE Kind = 'Count'"));
        Assert.Equal(Lines, await CountAsync("SELECT COUNT(*) FROM Products WHERE OnHand < 50"));

        await KilledOnceAsync((await Api.SendAsync("POST", $"/imports/{import["id"]}/undo")).Is(202));
        Assert.Equal(Lines, await CountAsync("SELECT COUNT(*) FROM Movements WHERE Kind = 'Adjustment'"));
        Assert.Equal(Lines, await CountAsync($"SELECT COUNT(*) FROM Products WHERE OnHand = {OnHand}"));
        Assert.Equal(Lines, (int)(await Api.SendAsync("GET", $"/imports/{import["id"]}")).Is(200)["totals"]!["undone"]!);
    }

    [Fact]
    public async Task Mappings_whose_portal_is_killed_are_each_linked_divided_and_on_record_once()
    {
        await using var store = await FakeWooStore.StartAsync();
        using (var merchant = new Merchant(_portal!.Address, PortalHost.ApiKey))
        {
            await merchant.ConnectAsync("kill", store, weight: 1);
            await merchant.PostAsync("channels/kill/pause", new { });
        }
        await SeedAsync();
        await ListingSeed.FillAsync(_file, "kill", Lines);
        var import = (await Api.UploadAsync("mappings", File("channel,externalId,sku", i => $"kill,{ListingSeed.IdOf(i)},{Sku(i)}"))).Is(202);
        await Api.EndedAsync(import);

        await KilledOnceAsync((await Api.SendAsync("POST", $"/imports/{import["id"]}/apply")).Is(202));
        Assert.Equal(Lines, await CountAsync($"SELECT COUNT(*) FROM Listings l JOIN Products p ON p.Id = l.ProductId WHERE l.Desired = {OnHand} AND l.Version = 2"));
        Assert.Equal(Lines, await CountAsync("SELECT COUNT(*) FROM Activity WHERE Subject LIKE 'kill %' AND Before IS NOT NULL"));
        Assert.Equal(Lines, await CountAsync("SELECT COUNT(*) FROM ImportLines WHERE Verdict = 'Applied'"));
    }

    private static string Sku(int i) => string.Create(CultureInfo.InvariantCulture, $"KILL-{i:00000}");

    private static byte[] File(string heading, Func<int, string> line) =>
        Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, Lines).Select(line).Prepend(heading)));

    private async Task SeedAsync()
    {
        for (var batch = 0; batch < Lines / 1000; batch++)
        {
            var items = Enumerable.Range(batch * 1000, 1000).Select(i => new { sku = Sku(i), name = "Counted", onHand = OnHand });
            (await Api.SendAsync("POST", "/products/batch", new { items })).Is(200);
        }
    }

    /// <summary>Kills the portal when a part of the job's lines is done, starts another one, and waits for the job's end.</summary>
    private async Task KilledOnceAsync(JsonNode job)
    {
        var path = $"/sync-jobs/{job["id"]}";
        await Merchant.UntilAsync(async () => (int)(await Api.SendAsync("GET", path)).Is(200)["progress"]!["done"]! > 0, "the job to be under way");
        await _portal!.KillAsync();
        var (status, lines) = (await TextAsync($"SELECT Status FROM SyncJobs WHERE Id = {job["id"]}"), await CountAsync("SELECT COUNT(*) FROM ImportLines"));
        Assert.True(status == "Processing", $"The job was {status} with {lines} lines when it was to be killed: it ran too fast for this test.");
        await StartAsync();
        var ended = await Api.EndedAsync(job);
        Assert.True((string?)ended["status"] == "completed", ended.ToJsonString());
        Assert.Equal(2, (int)ended["attempts"]!);
    }

    private async Task StartAsync()
    {
        _api?.Dispose();
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }
        _portal = await PortalProcess.StartAsync(_file, ("Jobs:LeaseSeconds", "5"), ("Jobs:PollSeconds", "1"));
        _api = new HttpClient { BaseAddress = _portal.Address };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey);
    }

    private async Task<int> CountAsync(string sql) => int.Parse(await TextAsync(sql), CultureInfo.InvariantCulture);

    private async Task<string> TextAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture)!;
    }
}
