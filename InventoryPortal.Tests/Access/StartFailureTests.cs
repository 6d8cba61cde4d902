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
    [InlineData("'Database:Provider'", "--Database:Provider=Paper")]
    [InlineData("Bootstrap:ApiKey must have", "--Bootstrap:ApiKey=short")]
    [InlineData("AzureAd:Instance", "--AzureAd:TenantId=contoso")]
    [InlineData("would let other companies in", "--AzureAd:Instance=https://login.microsoftonline.com/", "--AzureAd:TenantId=common", "--AzureAd:ClientId=a", "--AzureAd:ClientSecret=b")]
    [InlineData("must be the tenant's id, a GUID", "--AzureAd:Instance=https://login.microsoftonline.com/", "--AzureAd:TenantId=contoso.com", "--AzureAd:ClientId=a", "--AzureAd:ClientSecret=b")]
    [InlineData("Access:RequireSecondFactor must be None, Administrators or Everyone.", "--Access:RequireSecondFactor=7")]
    [InlineData("Access:LocalAccounts may only be other than Allowed", "--Access:LocalAccounts=BreakGlass")]
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
