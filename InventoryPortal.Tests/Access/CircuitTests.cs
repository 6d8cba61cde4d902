using InventoryPortal.Access;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace InventoryPortal.Tests.Access;

public sealed class CircuitTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_open_circuit_of_a_disabled_person_ends_at_its_next_check()
    {
        await using var portal = PortalHost.Start();
        var people = portal.Services.GetRequiredService<PeopleStore>();
        var made = await people.CreateAsync(CommandContext.System, "eve@example.test", "a long enough password", Role.Viewer, Stop);
        var eve = Assert.IsType<CommandAnswer<Person>.Done>(made).Value;
        var stamp = await portal.Services.GetRequiredService<PortalDatabase>()
            .ReadAsync((db, token) => db.Users.Where(u => u.Id == eve.Id).Select(u => u.SecurityStamp).SingleAsync(token), Stop);
        using var circuit = new Circuit(portal.Services.GetRequiredService<SessionCheck>());
        var now = TimeProvider.System.GetUtcNow();
        var session = await Principals.OpenSessionAsync(portal.Services.GetRequiredService<PortalDatabase>(), eve.Id, now);
        var state = new AuthenticationState(Principals.Person(eve.Id, stamp, now, session));
        Assert.True(await circuit.CheckAsync(state));

        await people.DisableAsync(CommandContext.System, eve.Id, Stop);

        Assert.False(await circuit.CheckAsync(state));
        Assert.True(circuit.Interval + RightsLookup.Freshness < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Circuits_of_the_portal_are_checked()
    {
        await using var portal = PortalHost.Start();
        await using var scope = portal.Services.CreateAsyncScope();
        Assert.IsAssignableFrom<RevalidatingServerAuthenticationStateProvider>(scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>());
    }

    private sealed class Circuit(SessionCheck check) : CircuitAuthentication(NullLoggerFactory.Instance, check)
    {
        public TimeSpan Interval => RevalidationInterval;

        public Task<bool> CheckAsync(AuthenticationState state) => ValidateAuthenticationStateAsync(state, Stop);
    }
}
