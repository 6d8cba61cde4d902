using System.Buffers.Binary;
using System.Net;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using InventoryPortal.Access;
using InventoryPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>Each verb as a process of its own, as it is run on a merchant's machine.</summary>
public sealed partial class VerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-verbs-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "data", "inventory.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_verb_that_does_not_exist_ends_with_two_and_starts_nothing()
    {
        var result = await VerbProcess.BareAsync("", ["serv"]);

        Assert.Equal(2, result.Code);
        Assert.StartsWith("There is no verb serv. The verbs are migrate, create-admin,", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task A_verb_behind_an_option_ends_with_two_and_makes_no_database()
    {
        var result = await VerbProcess.BareAsync("", [$"--ConnectionStrings:Inventory=Data Source={File}", "--urls=http://127.0.0.1:0", "doctor"]);

        Assert.Equal(2, result.Code);
        Assert.Equal("doctor is no setting, and a verb stands before every option; the verbs are migrate, create-admin, check-ledger, backup, restore, doctor, and --help says more.", result.Error.Trim());
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_new_database_is_its_owners_alone_and_one_that_is_there_keeps_its_mode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are of Unix.");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Everybody = Owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(0, (await VerbProcess.RunAsync(File, "migrate")).Code);
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            // Held open, for SQLite takes away what stands beside the file when the last one closes it.
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 0";
            await command.ExecuteNonQueryAsync(Stop);
            Assert.All([File, File + "-wal", File + "-shm"], file => Assert.Equal(Owner, System.IO.File.GetUnixFileMode(file)));
        }
        var backup = Path.Combine(_folder, "b.db");
        var elsewhere = Path.Combine(_folder, "other", "inventory.db");
        Assert.Equal(0, (await VerbProcess.RunAsync(File, "backup", backup)).Code);
        Assert.Equal(0, (await VerbProcess.RunAsync(elsewhere, "restore", backup)).Code);
        Assert.Equal(Owner, System.IO.File.GetUnixFileMode(elsewhere));

        System.IO.File.SetUnixFileMode(File, Everybody);
        Assert.Equal(0, (await VerbProcess.RunAsync(File, "migrate")).Code);
        Assert.Equal(Everybody, System.IO.File.GetUnixFileMode(File));
        Assert.Contains($"warn  file: Every account of this machine may read {File}", (await VerbProcess.RunAsync(File, "doctor")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_with_bad_settings_names_them_and_begins_nothing()
    {
        string[] bad = ["--ConnectionStrings:Inventory=garbage", "--Access:IdleMinutes=soon"];
        var migrate = await VerbProcess.BareAsync("", ["migrate", .. bad]);
        var doctor = await VerbProcess.BareAsync("", ["doctor", .. bad]);

        Assert.Equal((1, 1), (migrate.Code, doctor.Code));
        Assert.All([migrate.Error, doctor.Out], said =>
        {
            Assert.Contains("ConnectionStrings:Inventory cannot be read", said, StringComparison.Ordinal);
            Assert.Contains("Access:IdleMinutes must be a whole number from 5 to 720.", said, StringComparison.Ordinal);
        });
        Assert.Empty(doctor.Error);
    }

    [Fact]
    public async Task Migrate_makes_the_tables_once_and_then_has_nothing_to_do()
    {
        var first = await VerbProcess.RunAsync(File, "migrate");
        var second = await VerbProcess.RunAsync(File, "migrate");

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("Applied 20261123201117_Initial", first.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Applied", second.Out, StringComparison.Ordinal);
        Assert.StartsWith("The schema is up to date:", second.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_made_at_the_machine_signs_in_and_the_password_stands_nowhere()
    {
        const string Password = "a password typed at the machine";
        var made = await VerbProcess.RunAsync(File, Password + "\n", ["create-admin", "--email", "root@example.test"]);
        var twice = await VerbProcess.RunAsync(File, Password + "\n", ["create-admin", "--email", "root@example.test"]);
        var weak = await VerbProcess.RunAsync(File, "short\n", ["create-admin", "--email", "other@example.test"]);

        Assert.Equal(0, made.Code);
        Assert.Equal((1, 1), (twice.Code, weak.Code));
        Assert.Contains("exists already", twice.Error, StringComparison.Ordinal);
        Assert.Contains("At least 12 characters", weak.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, made.Out + made.Error + twice.Error, StringComparison.Ordinal);
        Assert.Equal(AccessFeature.HashRounds, await RoundsAsync());
        await using var portal = await PortalProcess.StartAsync(File);
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(portal.Address, "root@example.test", Password));
        await portal.KillAsync();
    }

    [Fact]
    public async Task A_link_made_beside_a_running_portal_sets_one_password_once()
    {
        const string Password = "chosen by the person alone";
        await using var portal = await PortalProcess.StartAsync(File);
        var made = await VerbProcess.RunAsync(File, "", ["create-admin", "--email", "late@example.test", "--link", $"--Portal:PublicUrl={portal.Address}"]);
        Assert.Equal(0, made.Code);
        var link = new Uri(LinkLine().Match(made.Out).Value);

        Assert.Equal(HttpStatusCode.Redirect, await ChooseAsync(link, Password));
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(portal.Address, "late@example.test", Password));
        using var client = new HttpClient();
        using var again = await client.GetAsync(link, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        await portal.KillAsync();
    }

    [Fact]
    public async Task The_ledger_check_names_a_level_that_its_movements_do_not_make()
    {
        await using (var portal = await PortalProcess.StartAsync(File))
        {
            using var merchant = new Merchant(portal.Address, PortalHost.ApiKey);
            await merchant.PostAsync("products", new { sku = "MUG", name = "Mug", onHand = 7 });
            await portal.KillAsync();
        }
        var clean = await VerbProcess.RunAsync(File, "check-ledger");
        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE Products SET OnHand = 9";
            await command.ExecuteNonQueryAsync(Stop);
        }
        var broken = await VerbProcess.RunAsync(File, "check-ledger");

        Assert.Equal((0, 1), (clean.Code, broken.Code));
        Assert.Contains("MUG: on hand 9, movements say 7", broken.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await VerbProcess.RunAsync(File, "doctor")).Code);
    }

    [Fact]
    public async Task On_SQL_Server_the_verbs_of_files_say_what_to_use_instead()
    {
        string[] server = ["--Database:Provider=SqlServer", "--ConnectionStrings:Inventory=Server=nowhere.invalid;Database=Shop"];
        var backup = await VerbProcess.BareAsync("", ["backup", Path.Combine(_folder, "b.db"), .. server]);
        var restore = await VerbProcess.BareAsync("", ["restore", Path.Combine(_folder, "b.db"), .. server]);

        Assert.Equal((1, 1), (backup.Code, restore.Code));
        Assert.Contains("BACKUP DATABASE [Shop]", backup.Error, StringComparison.Ordinal);
        Assert.Contains("RESTORE DATABASE", restore.Error, StringComparison.Ordinal);
    }

    /// <summary>The rounds that the stored password was hashed with: of a hash of Identity's third form, after a byte for the form and four for SHA-512.</summary>
    private async Task<int> RoundsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT PasswordHash FROM Users";
        var hash = Convert.FromBase64String((string)(await command.ExecuteScalarAsync(Stop))!);
        Assert.Equal((1, 2), (hash[0], BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1))));
        return BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5));
    }

    private static async Task<HttpStatusCode> SignInAsync(Uri portal, string email, string password)
    {
        using var client = Browser(portal);
        using var answer = await client.SignInAsync(Stop, email, password);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> ChooseAsync(Uri link, string password)
    {
        using var client = Browser(link);
        using var answer = await client.SubmitAsync(link.PathAndQuery, new Dictionary<string, string> { ["password"] = password, ["repeat"] = password }, Stop);
        return answer.StatusCode;
    }

    private static HttpClient Browser(Uri portal) => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(portal, "/") };

    [GeneratedRegex(@"http://\S+/set-up\?token=\S+")]
    private static partial Regex LinkLine();
}
