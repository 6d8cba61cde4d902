using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class StartFailureTests
{
    /// <summary>How long one failed start may take on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("The database cannot be opened", "--ConnectionStrings:Inventory=Data Source=/proc/none/inventory.db")]
    [InlineData("ConnectionStrings:Inventory is not set", "--Database:Provider=SqlServer", "--ConnectionStrings:Inventory=")]
    [InlineData("Database:Provider must be Sqlite or SqlServer.", "--Database:Provider=Paper")]
    [InlineData("ConnectionStrings:Inventory is empty: leave it out, or name a file, such as Data Source=data/inventory.db.", "--ConnectionStrings:Inventory=")]
    [InlineData("ConnectionStrings:Inventory cannot be read: for SQLite it must name a file", "--ConnectionStrings:Inventory=garbage")]
    [InlineData("Database:Provider must then be SqlServer", "--ConnectionStrings:Inventory=Server=db.example.com;Database=Shop")]
    [InlineData("ConnectionStrings:Inventory cannot be read: for SQL Server", "--Database:Provider=SqlServer", "--ConnectionStrings:Inventory=garbage")]
    [InlineData("Telemetry:OtlpEndpoint must be an absolute http or https address.", "--Telemetry:OtlpEndpoint=foo")]
    [InlineData("Telemetry:SampleRatio must be a number from 0 to 1.", "--Telemetry:SampleRatio=3", "--Telemetry:OtlpEndpoint=http://127.0.0.1:4317")]
    [InlineData("Bootstrap:ApiKey must have", "--Bootstrap:ApiKey=short")]
    [InlineData("AzureAd:Instance", "--AzureAd:TenantId=contoso")]
    [InlineData("would let other companies in", "--AzureAd:Instance=https://login.microsoftonline.com/", "--AzureAd:TenantId=common", "--AzureAd:ClientId=a", "--AzureAd:ClientSecret=b")]
    [InlineData("must be the tenant's id, a GUID", "--AzureAd:Instance=https://login.microsoftonline.com/", "--AzureAd:TenantId=contoso.com", "--AzureAd:ClientId=a", "--AzureAd:ClientSecret=b")]
    [InlineData("Access:RequireSecondFactor must be None, Administrators or Everyone.", "--Access:RequireSecondFactor=7")]
    [InlineData("Access:LocalAccounts may only be other than Allowed", "--Access:LocalAccounts=BreakGlass")]
    [InlineData("AzureAd:ClientId must be the application's id, a GUID.", "--AzureAd:ClientId=x")]
    [InlineData("Portal:Culture must be en, en-US or zh-CN", "--Portal:Culture=fr")]
    [InlineData("Portal:TrustedProxies holds \"xx\"", "--Portal:TrustedProxies:0=xx")]
    [InlineData("Portal:TrustedProxies holds \"yy\"", "--Portal:TrustedProxies=10.0.0.1,yy")]
    [InlineData("Outbound:AllowedNetworks", "--Outbound:AllowedNetworks=everywhere")]
    public async Task A_start_that_cannot_succeed_says_why_in_one_line(string expected, params string[] settings)
    {
        var (code, error) = await RunAsync([.. settings, "--urls=http://127.0.0.1:0"]);
        Assert.Equal(1, code);
        Assert.Contains(expected, Assert.Single(error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_bad_settings_are_named_at_once()
    {
        var (code, error) = await RunAsync("--Access:IdleMinutes=1", "--Bootstrap:ApiKey=short", "--Database:MaxBatchSize=0");
        Assert.Equal(1, code);
        var line = Assert.Single(error);
        Assert.Contains("IdleMinutes", line, StringComparison.Ordinal);
        Assert.Contains("Bootstrap:ApiKey", line, StringComparison.Ordinal);
        Assert.Contains("MaxBatchSize", line, StringComparison.Ordinal);
        Assert.DoesNotContain("short", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_hides_no_other_fault()
    {
        var (code, error) = await RunAsync(
            "--Access:IdleMinutes=0", "--Database:Provider=Paper", "--Jobs:Width=many", "--Flash:Enabled=yes", "--Smtp:Security=7", "--Lab:Enabled=perhaps",
            "--Telemetry:SampleRatio=3", "--Telemetry:OtlpEndpoint=foo", "--ConnectionStrings:Inventory=garbage", "--ConnectionStrings:Redis=,,=");
        Assert.Equal(1, code);
        var line = Assert.Single(error);
        Assert.All(
            ["Access:IdleMinutes must be a whole number from 5 to 720.", "Database:Provider must be Sqlite or SqlServer.", "Jobs:Width must be a whole number from 1 to 32.",
                "Flash:Enabled must be true or false.", "Smtp:Security must be None, StartTls or Tls.", "Lab:Enabled must be true or false.", "Telemetry:SampleRatio must be a number from 0 to 1.",
                "Telemetry:OtlpEndpoint must be", "ConnectionStrings:Inventory cannot be read", "ConnectionStrings:Redis cannot be read"],
            fault => Assert.Contains(fault, line, StringComparison.Ordinal));
        Assert.DoesNotContain("Options", line, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_that_may_be_unreadable_is_read_before_the_stages()
    {
        var sections = typeof(Program).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && t.GetField("Section") is not null && t.GetProperties().Any(SettingForms.HasForm));
        Assert.Equal(sections.OrderBy(t => t.Name, StringComparer.Ordinal), SettingForms.All.Select(f => f.Shape).OrderBy(t => t.Name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_fault_of_the_directory_section_is_named_at_once()
    {
        var (code, error) = await RunAsync("--AzureAd:Instance=http://login.test/", "--AzureAd:CallbackPath=back", "--AzureAd:SignedOutCallbackPath=out");
        Assert.Equal(1, code);
        var line = Assert.Single(error);
        Assert.All(
            ["AzureAd:Instance must be", "AzureAd:TenantId is missing", "AzureAd:ClientId is missing", "AzureAd:ClientSecret is missing", "AzureAd:CallbackPath must", "AzureAd:SignedOutCallbackPath must"],
            fault => Assert.Contains(fault, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_in_use_is_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, error) = await RunAsync($"--urls=http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(1, code);
        Assert.Contains("address already in use", Assert.Single(error), StringComparison.Ordinal);
    }

    private static async Task<(int Code, string[] Error)> RunAsync(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("portal-start-");
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
            start.ArgumentList.Add(typeof(Program).Assembly.Location);
            start.ArgumentList.Add("--ConnectionStrings:Inventory=Data Source=" + Path.Combine(folder.FullName, "inventory.db"));
            foreach (var setting in settings)
            {
                start.ArgumentList.Add(setting);
            }
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
            using var limit = new CancellationTokenSource(Limit);
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
            Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
            return (process.ExitCode, (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
