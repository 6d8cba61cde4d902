using System.IO.Compression;
using System.Net;
using System.Text;
using InventoryPortal.Access;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>What leaves the portal as a file: the bundle without a secret, the backup for administrators alone.</summary>
public sealed class DiagnosticsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_that_is_anywhere_is_in_the_bundle()
    {
        var secrets = new Dictionary<string, string>
        {
            ["smtp"] = "smtp-planted-7f3a91", ["entra"] = "entra-planted-0c2b44", ["consumer"] = "ck_planted5d1e77aa01", ["consumerSecret"] = "cs_planted9be2f0aa02",
            ["webhook"] = "whsec_cGxhbnRlZHNlY3JldDEyMzQ=", ["inMessage"] = "planted-bearer-33aa", ["inUrl"] = "planted-url-pass", ["customer"] = "planted.customer@example.test",
        };
        await using var host = PortalHost.Start(new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "mail.example.test", ["Smtp:From"] = "shop@example.test", ["Smtp:User"] = "shop", ["Smtp:Password"] = secrets["smtp"],
            ["AzureAd:Instance"] = "https://login.example.test/", ["AzureAd:TenantId"] = "11111111-1111-1111-1111-111111111111", ["AzureAd:ClientId"] = "22222222-2222-2222-2222-222222222222", ["AzureAd:ClientSecret"] = secrets["entra"],
            ["Telemetry:OtlpEndpoint"] = $"http://collector:{secrets["inUrl"]}@127.0.0.1:9",
        });
        await PlantAsync(host, secrets);
        using var browser = host.Browser();
        using var signedIn = await browser.SignInAsync(Stop);

        var texts = await UnpackAsync(await browser.GetByteArrayAsync("settings/diagnostics.zip", Stop));

        Assert.Equal(["channels.json", "checkup.json", "counts.json", "errors.json", "settings.json", "versions.json"], texts.Keys.Order(StringComparer.Ordinal));
        foreach (var secret in secrets.Values.Concat([PortalHost.ApiKey, PortalHost.AdminPassword]))
        {
            Assert.All(texts, t => Assert.False(t.Value.Contains(secret, StringComparison.Ordinal), $"{t.Key} holds {secret}."));
        }
        Assert.Contains("The call failed", texts["errors.json"], StringComparison.Ordinal);
        Assert.Contains("\"north\"", texts["channels.json"], StringComparison.Ordinal);
        Assert.Contains("mail.example.test", texts["settings.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backups_and_diagnostics_are_for_administrators_alone()
    {
        await using var host = PortalHost.Start();
        await host.Services.GetRequiredService<PeopleStore>().CreateAsync(CommandContext.System, "editor@example.test", "a long password of an editor", Role.Editor, Stop);
        var made = Assert.IsType<CommandAnswer<Backup>.Done>(await host.Services.GetRequiredService<BackupShelf>().MakeAsync(CommandContext.System, Stop)).Value;
        var address = $"settings/backups/{Path.GetFileName(made.File)}";
        using var nobody = host.Browser();
        using var editor = host.Browser();
        using var admin = host.Browser();
        using var first = await editor.SignInAsync(Stop, "editor@example.test", "a long password of an editor");
        using var second = await admin.SignInAsync(Stop);

        foreach (var page in new[] { address, "settings/diagnostics.zip" })
        {
            Assert.Equal(HttpStatusCode.Redirect, await GetAsync(nobody, page));
            Assert.Equal(HttpStatusCode.Redirect, await GetAsync(editor, page));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(admin, page));
        }
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(admin, "settings/backups/..%2Finventory.db"));
        Assert.Equal("SQLite format 3", Encoding.ASCII.GetString((await admin.GetByteArrayAsync(address, Stop))[..15]));
    }

    [Fact]
    public async Task The_shelf_keeps_as_many_as_the_settings_say()
    {
        await using var host = PortalHost.Start(new Dictionary<string, string?> { ["Backup:Keep"] = "2" });
        var shelf = host.Services.GetRequiredService<BackupShelf>();
        var folder = Path.Combine(Path.GetDirectoryName(host.DatabaseFile)!, "backups");
        Directory.CreateDirectory(folder);
        foreach (var day in new[] { 1, 2, 3 })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, BackupStore.NameAt(new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero))), "old", Stop);
        }

        var made = Assert.IsType<CommandAnswer<Backup>.Done>(await shelf.MakeAsync(CommandContext.System, Stop)).Value;

        Assert.Equal([Path.GetFileName(made.File), "inventory-20260103-000000.db"], shelf.List().Select(b => b.Name));
    }

    private static async Task PlantAsync(PortalHost host, Dictionary<string, string> secrets)
    {
        var now = TimeProvider.System.GetUtcNow();
        var sealedOnes = host.Services.GetRequiredService<CredentialVault>().Protect(new Dictionary<string, string> { ["consumerKey"] = secrets["consumer"], ["consumerSecret"] = secrets["consumerSecret"] });
        await host.Services.GetRequiredService<PortalDatabase>().WriteAsync(
            (db, _) =>
            {
                db.Channels.Add(new ChannelRow
                {
                    Key = "north", Name = secrets["customer"], SettingsJson = $$"""{"baseUrl":"https://u:{{secrets["inUrl"]}}@north.invalid"}""", ProtectedCredentials = sealedOnes.Text,
                    State = ChannelState.NeedsReauth, StateReason = $"It refused Authorization: Bearer {secrets["inMessage"]}", CreatedAt = now, CountsFrom = now,
                });
                db.Errors.Add(new ErrorLogRow
                {
                    Type = "Planted", Severity = "error", At = now, Message = $"The call failed: https://u:{secrets["inUrl"]}@north.invalid/?consumer_key={secrets["consumer"]}",
                    Context = $"consumer_secret={secrets["consumerSecret"]}; password={secrets["smtp"]}; key {secrets["webhook"]}; Authorization: Bearer {secrets["inMessage"]}",
                });
                return Task.CompletedTask;
            },
            Stop);
    }

    private static async Task<Dictionary<string, string>> UnpackAsync(byte[] bundle)
    {
        using var zip = new ZipArchive(new MemoryStream(bundle));
        var texts = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync(Stop));
            texts[entry.FullName] = await reader.ReadToEndAsync(Stop);
        }
        return texts;
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient client, string page)
    {
        using var answer = await client.GetAsync(new Uri(page, UriKind.Relative), Stop);
        return answer.StatusCode;
    }
}
