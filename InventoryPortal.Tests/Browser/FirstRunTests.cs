using System.Diagnostics;
using System.Text.RegularExpressions;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Xunit;

namespace InventoryPortal.Tests.Browser;

/// <summary>What a stranger meets who starts the program in an empty folder and opens the page.</summary>
public sealed class FirstRunTests(PortalBrowser portal) : BrowserTest(portal)
{
    /// <summary>
    /// Processor time from the start of the program to a dashboard that lives: within the minute that the README promises, even if
    /// one core were all that the program gets. The clock on the wall would measure what else this machine does.
    /// </summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(60);

    /// <summary>How long anything here may take on a machine that does much else besides.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Soon_after_the_start_the_dashboard_lives_then_every_kind_of_shop_joins_and_nothing_is_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("first-run-").FullName;
        try
        {
            await RunAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunAsync(string folder)
    {
        var watch = Stopwatch.StartNew();
        await using var program = await PortalProcess.StartDevelopmentAsync(Path.Combine(folder, "inventory.db"));
        await using var session = await Portal.OpenAsync(program.Address);
        var page = session.Page;

        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Viewer") }).ClickAsync();
        var main = page.Locator("main");
        await Assertions.Expect(main.GetByText("Main Street Shop").First).ToBeVisibleAsync();
        await Assertions.Expect(main.GetByText("Outlet Online").First).ToBeVisibleAsync();
        await Facts.UntilAsync(folder, f => f.Sold > 0 && f.ConfirmedChannels >= 2, Patience);

        // A number moves before the person's eyes, without a reload.
        await page.GotoAsync("/products?sort=-updated");
        await page.EvaluateAsync("() => { window.start = document.querySelector('main').innerText; }");
        await page.WaitForFunctionAsync("() => document.querySelector('main').innerText !== window.start && document.querySelector(\"main [data-figure='onhand']\") !== null");
        var (elapsed, spent) = (watch.Elapsed, program.ProcessorTime);
        var facts = await Facts.UntilAsync(folder, f => f.Channels == f.ConfirmedChannels && f.Unconfirmed == 0 && f.Behind < 20, Patience);

        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("[data-figure='alerts']")).ToHaveTextAsync("0");
        TestContext.Current.SendDiagnosticMessage($"Live after {elapsed.TotalSeconds:0.0} s and {spent.TotalSeconds:0.0} s of processor time, all joined after {watch.Elapsed.TotalSeconds:0.0} s: {facts}");
        Assert.True(spent < Promise, $"The dashboard lived after {spent.TotalSeconds:0.0} s of processor time.");
        Assert.Equal(Enum.GetValues<ChannelKind>().Length, facts.Kinds);
        Assert.Empty(await Facts.TroubleAsync(folder));
        Assert.Empty(program.Complaints);
        Assert.Empty(session.Faults);
    }

    /// <summary>Read from the file of the other process; what a page shows is compared with what is so.</summary>
    private sealed record Facts(long Sold, long Unconfirmed, long Kinds, long Channels, long ConfirmedChannels, long Behind)
    {
        public static async Task<Facts> UntilAsync(string folder, Func<Facts, bool> enough, TimeSpan patience)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            var facts = await ReadAsync(folder);
            while (!enough(facts))
            {
                try
                {
                    await timer.WaitForNextTickAsync(limit.Token);
                }
                catch (OperationCanceledException) when (!Token.IsCancellationRequested)
                {
                    Assert.Fail($"After {patience.TotalSeconds:0} s: {facts}.");
                }
                facts = await ReadAsync(folder);
            }
            return facts;
        }

        /// <summary>Errors and alerts of the first minute, in their own words.</summary>
        public static Task<List<string>> TroubleAsync(string folder) =>
            QueryAsync(folder, "SELECT Message FROM Alerts UNION ALL SELECT Message FROM ErrorLog", r => r.GetString(0));

        private static async Task<Facts> ReadAsync(string folder) => (await QueryAsync(
            folder,
            """
            SELECT (SELECT COALESCE(SUM(Sold), 0) FROM OrderLines),
                   (SELECT COUNT(*) FROM Listings WHERE ProductId IS NOT NULL AND ConfirmedAt IS NULL),
                   (SELECT COUNT(DISTINCT Kind) FROM Channels),
                   (SELECT COUNT(*) FROM Channels),
                   (SELECT COUNT(DISTINCT ChannelId) FROM Listings WHERE ConfirmedAt IS NOT NULL),
                   (SELECT COUNT(*) FROM Listings WHERE ProductId IS NOT NULL AND DesiredRevision <> ConfirmedRevision)
            """,
            r => new Facts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5)))).Single();

        private static async Task<List<T>> QueryAsync<T>(string folder, string sql, Func<SqliteDataReader, T> read)
        {
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "inventory.db")};Mode=ReadOnly");
            await connection.OpenAsync(Token);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(Token);
            var rows = new List<T>();
            while (await reader.ReadAsync(Token))
            {
                rows.Add(read(reader));
            }
            return rows;
        }
    }
}
