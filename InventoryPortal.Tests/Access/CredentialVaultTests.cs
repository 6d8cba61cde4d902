using System.Text;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class CredentialVaultTests : IAsyncLifetime
{
    private const string Canary = "cs_canary_7f3a_tweety_91ab";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly PortalHost _portal = PortalHost.Start();

    private CredentialVault Vault => _portal.Services.GetRequiredService<CredentialVault>();

    private PortalDatabase Database => _portal.Services.GetRequiredService<PortalDatabase>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Secrets_come_back_after_a_restart_and_never_stand_in_the_file()
    {
        var id = await ChannelAsync(Vault.Protect(new Dictionary<string, string> { ["consumerKey"] = "ck_1", ["consumerSecret"] = Canary }));

        await _portal.Restart();

        var secrets = await _portal.Services.GetRequiredService<ICredentialVault>().ReadAsync(id, Stop);
        Assert.Equal(Canary, secrets["consumerSecret"]);
        Assert.Equal("ck_1", secrets["consumerKey"]);
        await Database.ReadAsync(async (db, token) => await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", token), Stop);
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_portal.DatabaseFile)!))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.DoesNotContain(Canary, await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rotating_replaces_the_named_secrets_and_keeps_the_others()
    {
        var id = await ChannelAsync(Vault.Protect(new Dictionary<string, string> { ["clientId"] = "one", ["refreshToken"] = "token-before-rotation" }));
        await Vault.RotateAsync(id, new Dictionary<string, string> { ["refreshToken"] = "token-after-rotation" }, Stop);
        var secrets = await Vault.ReadAsync(id, Stop);
        Assert.Equal("one", secrets["clientId"]);
        Assert.Equal("token-after-rotation", secrets["refreshToken"]);
        var activity = await Database.ReadAsync((db, token) => db.Activity.Select(a => a.After).ToListAsync(token), Stop);
        Assert.DoesNotContain(activity, a => a?.Contains("token-after", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task What_cannot_be_decrypted_is_empty_and_nothing_is_thrown()
    {
        var id = await ChannelAsync(new ProtectedCredentials("not what we wrote", "abcd"));
        Assert.Empty(await Vault.ReadAsync(id, Stop));
        Assert.Empty(await Vault.ReadAsync(id + 1000, Stop));
    }

    [Fact]
    public void The_hint_is_the_end_of_the_main_secret_and_a_short_one_gives_none()
    {
        Assert.Equal("91ab", Vault.Protect(new Dictionary<string, string> { ["consumerKey"] = "ck_long_enough_1", ["consumerSecret"] = Canary }).Hint);
        Assert.Null(Vault.Protect(new Dictionary<string, string> { ["signingSecret"] = "short" }).Hint);
        Assert.Equal(new ProtectedCredentials(null, null), Vault.Protect(new Dictionary<string, string>()));
    }

    private async Task<long> ChannelAsync(ProtectedCredentials credentials)
    {
        var row = new ChannelRow
        {
            Key = "north",
            Kind = ChannelKind.WooCommerce,
            Name = "North",
            SettingsJson = "{}",
            ProtectedCredentials = credentials.Text,
            CredentialHint = credentials.Hint,
        };
        await Database.WriteAsync(
            (db, _) =>
            {
                db.Channels.Add(row);
                return Task.CompletedTask;
            },
            Stop);
        return row.Id;
    }
}
