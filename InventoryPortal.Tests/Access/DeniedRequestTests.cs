using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using InventoryPortal.Tests.Api;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Access;

/// <summary>What is refused at the door leaves a line in the activity, as what is refused further in does.</summary>
public sealed class DeniedRequestTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ShiftedClock _clock = new();
    private readonly PortalHost _portal;

    public DeniedRequestTests() => _portal = PortalHost.Start(services: services => services.AddSingleton<TimeProvider>(_clock));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Theory]
    [InlineData("POST", "/stock/movements", "/stock/movements", Permissions.StockAdjust)]
    [InlineData("POST", "/products", "/products", Permissions.ProductsEdit)]
    [InlineData("PUT", "/products/MUG", "/products/{sku}", Permissions.ProductsEdit)]
    [InlineData("POST", "/errors/causes/channel.unreachable:south/resolve", "/errors/causes/{cause}/resolve", Permissions.ErrorsResolve)]
    public async Task A_change_that_a_role_may_not_make_is_on_record_as_denied_without_what_the_address_names(string method, string path, string told, string permission)
    {
        using var viewer = await ClientAsync(Role.Viewer);

        (await viewer.SendAsync(method, path, "{}")).IsProblem(403, "forbidden");

        var line = Assert.Single(await DeniedAsync());
        Assert.Equal((permission, $"{method} /api/v1{told}", "trial", "forbidden"), (line.Action, line.Subject, line.ActorName, line.After));
    }

    [Fact]
    public async Task A_change_of_a_channel_outside_of_the_callers_limit_is_on_record_with_the_channel()
    {
        using var limited = await ClientAsync(Role.Admin, "north");

        (await limited.SendAsync("POST", "/channels/south/pause")).IsProblem(403, "forbidden");

        var line = Assert.Single(await DeniedAsync());
        Assert.Equal(("POST /api/v1/channels/south/pause", "south"), (line.Subject, line.Channel));
    }

    [Fact]
    public async Task A_change_of_a_channel_that_a_role_may_not_make_is_told_to_nobody_who_is_limited_to_others()
    {
        using var viewer = await ClientAsync(Role.Viewer);

        (await viewer.SendAsync("POST", "/channels/south/pause")).IsProblem(403, "forbidden");

        Assert.Equal("south", Assert.Single(await DeniedAsync()).Channel);
    }

    [Fact]
    public async Task A_read_that_is_refused_leaves_no_line()
    {
        using var limited = await ClientAsync(Role.Viewer, "north");

        (await limited.SendAsync("GET", "/channels/south")).IsProblem(403, "forbidden");

        Assert.Empty(await DeniedAsync());
    }

    [Fact]
    public async Task A_flood_from_one_caller_is_one_line_a_minute_whatever_it_names()
    {
        using var viewer = await ClientAsync(Role.Viewer);
        using var other = await ClientAsync(Role.Viewer);
        for (var i = 0; i < 20; i++)
        {
            (await viewer.SendAsync("PUT", $"/products/MUG-{i}", "{}")).IsProblem(403, "forbidden");
        }
        Assert.Single(await DeniedAsync());

        (await other.SendAsync("PUT", "/products/MUG", "{}")).IsProblem(403, "forbidden");
        Assert.Equal(2, (await DeniedAsync()).Count);

        _clock.Shift(DeniedRequests.Once);
        (await viewer.SendAsync("PUT", "/products/MUG", "{}")).IsProblem(403, "forbidden");
        Assert.Equal(3, (await DeniedAsync()).Count);
    }

    private async Task<HttpClient> ClientAsync(Role role, params string[] channels)
    {
        var made = await _portal.Services.GetRequiredService<ApiKeyStore>()
            .CreateAsync(CommandContext.System, new NewApiKey("trial", role, channels.Length == 0 ? null : channels), Stop);
        return _portal.Api(Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(made).Value.Key);
    }

    private Task<List<ActivityRow>> DeniedAsync() =>
        _portal.Services.GetRequiredService<PortalDatabase>().ReadAsync((db, token) => db.Activity.Where(a => !a.Allowed).ToListAsync(token), Stop);
}
