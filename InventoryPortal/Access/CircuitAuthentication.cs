using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace InventoryPortal.Access;

/// <summary>
/// The sign-in of a circuit, checked again while it lives: a circuit has no requests, so nothing else would notice that
/// the person was disabled. With <see cref="RightsLookup.Freshness"/> on top of the interval it ends well within 60 s.
/// </summary>
internal class CircuitAuthentication(ILoggerFactory log, SessionCheck check) : RevalidatingServerAuthenticationStateProvider(log)
{
    /// <inheritdoc />
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        check.IsGoodAsync(authenticationState.User, cancellationToken);
}
