using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Authorization;

namespace InventoryPortal.Access.Factors;

/// <summary>Why a request was refused before an endpoint ran, for whoever words the answer.</summary>
public sealed record RequestRefusal(Refusal Refusal);

/// <summary>
/// Leads people who must set up a second factor there, whatever they ask for; programs that speak with their cookie get 403. Circuits
/// pass: their pages ask by themselves, and their commands are refused like all others.
/// </summary>
internal sealed class SecondFactorGate(RightsLookup rights, DeniedRequests denied) : IMiddleware
{
    /// <summary>What the page for it needs.</summary>
    private static readonly PathString[] Open = [SecondFactorRule.SetUpPath, PasskeyEndpoints.OwnPath, AccountEndpoints.AwakePath, "/_blazor"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!await IsShutAsync(context))
        {
            await next(context);
            return;
        }
        if (!SessionCookie.IsForPrograms(context.Request.Path))
        {
            context.Response.Redirect(SecondFactorRule.SetUpPath);
            return;
        }
        if (PermissionPolicies.NeededFor(context.GetEndpoint()) is { } permission)
        {
            await denied.RecordAsync(context, SecondFactorRule.Lacking, permission, context.GetRouteValue("key") as string);
        }
        context.Features.Set(new RequestRefusal(SecondFactorRule.Lacking));
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            // There the answer is a problem document, made of the feature.
            await context.Response.WriteAsync(SecondFactorRule.Lacking.Detail, context.RequestAborted);
        }
    }

    private async Task<bool> IsShutAsync(HttpContext context) =>
        context.User.FindCaller() is { Actor.Kind: ActorKind.User } caller
        && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null
        && !Open.Any(path => context.Request.Path.StartsWithSegments(path))
        && await rights.FindAsync(caller, context.RequestAborted) is { LacksFactor: true };
}
