using Microsoft.AspNetCore.Authorization;

namespace InventoryPortal.Access;

/// <summary>One authorization policy per permission, so that endpoints and pages ask by name.</summary>
public static class PermissionPolicies
{
    private const string Prefix = "permission:";

    /// <summary>Policy name: <c>permission:stock.adjust</c>.</summary>
    public static string Of(string permission) => Prefix + permission;

    /// <summary>The permission that an endpoint asks for by its policy; null when it asks for none.</summary>
    internal static string? NeededFor(Endpoint? endpoint) =>
        endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).FirstOrDefault(p => p?.StartsWith(Prefix, StringComparison.Ordinal) == true)?[Prefix.Length..];

    internal static void AddAll(AuthorizationOptions options)
    {
        foreach (var permission in Permissions.All.Keys)
        {
            options.AddPolicy(Of(permission), policy => policy.RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)));
        }

        // What forgets to say who may see it is seen by nobody anonymous; sign-in, webhooks, health and assets say AllowAnonymous.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
    }
}

/// <summary>The caller holds the permission now, for whichever channels; the stage that acts asks for the one.</summary>
internal sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

/// <summary>Looks the right up afresh; a claim in a cookie is never trusted with it.</summary>
internal sealed class PermissionRequirementHandler(RightsLookup rights) : AuthorizationHandler<PermissionRequirement>
{
    /// <inheritdoc />
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.User.FindCaller() is { } caller
            && await rights.FindAsync(caller, CancellationToken.None) is { } held
            && held.Holds(requirement.Permission))
        {
            context.Succeed(requirement);
        }
    }
}
