using InventoryPortal.Domain.Channels;
using InventoryPortal.Domain.Values;
using InventoryPortal.Operations.Doctor;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Operations;

/// <summary>What is planted is found, with a remedy; what is sound is not complained about.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_portal_is_well_but_for_the_address_that_nobody_has_given_it()
    {
        await using var host = PortalHost.Start();

        var findings = await LookAsync(host);

        Assert.Equal(["public address"], findings.Where(f => f.Health != Health.Ok && f.Subject is not ("disk" or "file")).Select(f => f.Subject));
        Assert.Equal(["settings", "folder", "file", "disk", "database", "schema", "clock", "keys", "credentials", "ledger", "public address"], findings.Select(f => f.Subject));
    }

    [Fact]
    public async Task Credentials_that_no_key_opens_are_named_by_channel()
    {
        await using var host = PortalHost.Start();
        await AddAsync(host, Channel("north", ChannelState.Active, "CfDJ8-not-of-this-database"));

        var finding = (await LookAsync(host)).Single(f => f.Subject == "credentials");

        Assert.Equal(Health.Fail, finding.Health);
        Assert.Equal("These cannot be decrypted: channel north.", finding.Said);
        Assert.DoesNotContain("CfDJ8", finding.Said + finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_went_back_is_told_by_the_newest_record()
    {
        await using var host = PortalHost.Start();
        await AddAsync(host, new ActivityRow
        {
            At = TimeProvider.System.GetUtcNow().AddHours(1), ActorKind = ActorKind.System, ActorId = "system", ActorName = "system", Action = "x", Subject = "x", OperationId = "x",
        });

        Assert.Equal(Health.Fail, (await LookAsync(host)).Single(f => f.Subject == "clock").Health);
    }

    [Theory]
    [InlineData(ChannelState.NeedsReauth, Health.Fail)]
    [InlineData(ChannelState.Paused, Health.Warn)]
    [InlineData(ChannelState.Active, Health.Warn)]
    public async Task Every_channel_is_told_with_its_last_success(ChannelState state, Health expected)
    {
        await using var host = PortalHost.Start();
        await AddAsync(host, Channel("north", state, null));

        var finding = (await LookAsync(host)).Single(f => f.Subject == "channel north");

        Assert.Equal(expected, finding.Health);
        Assert.Contains("last confirmed never", finding.Said, StringComparison.Ordinal);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public async Task The_public_address_is_asked_for_the_portals_own_word()
    {
        await using var other = PortalHost.Start();
        await using var host = PortalHost.Start(new Dictionary<string, string?> { ["Portal:PublicUrl"] = other.Address.ToString() });
        await using var nowhere = PortalHost.Start(new Dictionary<string, string?> { ["Portal:PublicUrl"] = "http://127.0.0.1:9" });

        Assert.Equal(Health.Ok, (await LookAsync(host)).Single(f => f.Subject == "public address").Health);
        Assert.Equal(Health.Warn, (await LookAsync(nowhere)).Single(f => f.Subject == "public address").Health);
    }

    [Fact]
    public async Task A_Redis_is_asked_where_there_is_one_and_never_keeps_the_portal_from_being_ready()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var full = await RedisServer.StartAsync("--maxmemory", "1mb", "--maxmemory-policy", "noeviction");
        await using var host = PortalHost.Start(new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = redis.Address });
        await using var cramped = PortalHost.Start(new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = full.Address + ",password=" });

        Assert.NotEqual(Health.Fail, (await LookAsync(host)).Single(f => f.Subject == "redis").Health);
        Assert.Equal("Its memory is full: it takes nothing more.", (await LookAsync(cramped)).Single(f => f.Subject == "redis").Said);
        await redis.StopAsync();
        Assert.Equal(Health.Warn, (await LookAsync(host)).Single(f => f.Subject == "redis").Health);
        using var client = host.Api(key: null);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync(new Uri("health/ready", UriKind.Relative), Stop)).StatusCode);
    }

    private static async Task<List<Finding>> LookAsync(PortalHost host)
    {
        var findings = new List<Finding>();
        await foreach (var finding in host.Services.GetRequiredService<Checkup>().RunAsync(Stop))
        {
            findings.Add(finding);
        }
        Assert.All(findings, f => Assert.Equal(f.Health == Health.Ok, f.Remedy is null));
        return findings;
    }

    private static Task AddAsync(PortalHost host, object row) =>
        host.Services.GetRequiredService<PortalDatabase>().WriteAsync((db, _) => { db.Add(row); return Task.CompletedTask; }, Stop);

    private static ChannelRow Channel(string key, ChannelState state, string? credentials) => new()
    {
        Key = key, Name = key, State = state, SettingsJson = "{}", ProtectedCredentials = credentials,
        CreatedAt = TimeProvider.System.GetUtcNow(), CountsFrom = TimeProvider.System.GetUtcNow(),
    };
}
