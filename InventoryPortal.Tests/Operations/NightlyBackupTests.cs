using InventoryPortal.Access;
using InventoryPortal.Domain.Schedules;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Operations.Schedules;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace InventoryPortal.Tests.Operations;

public sealed class NightlyBackupTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_night_leaves_a_backup_that_lists_and_its_run_on_record()
    {
        await using var host = await ComponentHost.StartAsync();
        await RunAsync(host);

        Assert.Equal(RunOutcome.Completed, (await StandingAsync(host)).LastRun?.Outcome);
        Assert.True(Assert.Single(host.Get<BackupShelf>().List()).Bytes > 100_000);
    }

    [Fact]
    public async Task A_backup_that_cannot_be_made_is_a_failed_run_and_not_a_silent_one()
    {
        await using var host = await ComponentHost.StartAsync();
        var folder = host.Get<IConfiguration>()["Backup:Folder"]!;
        await File.WriteAllTextAsync(folder, "in the way", Stop);
        try
        {
            await RunAsync(host);
            Assert.Equal(RunOutcome.Failed, (await StandingAsync(host)).LastRun?.Outcome);
        }
        finally
        {
            File.Delete(folder);
        }
        Assert.Empty(host.Get<BackupShelf>().List());
    }

    private static async Task RunAsync(ComponentHost host)
    {
        Assert.IsType<CommandAnswer<ScheduleView>.Done>(await host.Get<ScheduleControlStore>().RunAsync(CommandContext.System, "backup", Stop));
        await host.Get<BackupTask>().Invoke();
    }

    private static async Task<ScheduleView> StandingAsync(ComponentHost host) =>
        (await host.Get<ScheduleQueries>().ListAsync(Stop)).Single(s => s.Name == "backup");
}
