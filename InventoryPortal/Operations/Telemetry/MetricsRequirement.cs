using System.Net;
using InventoryPortal.Access;
using Microsoft.AspNetCore.Authorization;

namespace InventoryPortal.Operations.Telemetry;

/// <summary>The caller may read the metrics.</summary>
/// <param name="FromLoopback">Whether being on this machine is enough.</param>
internal sealed record MetricsRequirement(bool FromLoopback) : IAuthorizationRequirement;

/// <summary>Figures tell how much a merchant sells: they are for who manages the settings, or for a scraper beside the portal.</summary>
internal sealed class MetricsRequirementHandler(RightsLookup rights) : AuthorizationHandler<MetricsRequirement>
{
    /// <summary>With one of these somebody else asks through a proxy on this machine.</summary>
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"];

    /// <inheritdoc />
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, MetricsRequirement requirement)
    {
        var isBeside = requirement.FromLoopback && context.Resource is HttpContext http && IsBeside(http);
        if (isBeside || (context.User.FindCaller() is { } caller && await rights.FindAsync(caller, CancellationToken.None) is { } held && held.Allows(Permissions.SettingsManage)))
        {
            context.Succeed(requirement);
        }
    }

    private static bool IsBeside(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !Forwarding.Any(http.Request.Headers.ContainsKey);
}
