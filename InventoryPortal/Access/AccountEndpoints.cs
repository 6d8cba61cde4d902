using InventoryPortal.Access.Factors;
using InventoryPortal.Access.Sessions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access;

/// <summary>What the account pages need beside their forms: sign-out and the way to Entra ID and back.</summary>
public static class AccountEndpoints
{
    /// <summary>What an open page calls while somebody works on it: what goes over its circuit is no request, and renews no cookie.</summary>
    internal const string AwakePath = "/account/awake";

    public static IEndpointRouteBuilder MapAccount(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();
        // It changes nothing but the age of the cookie that comes with it, which no page elsewhere can send by POST.
        endpoints.MapPost(AwakePath, () => TypedResults.NoContent()).RequireAuthorization().ExcludeFromDescription();
        endpoints.MapPasskeys();
        if (EntraSignIn.IsConfigured(endpoints.ServiceProvider.GetRequiredService<IConfiguration>()))
        {
            EntraEndpoints.Map(endpoints);
        }
        return endpoints;
    }

    /// <summary>Where the sign-in page's Entra button leads.</summary>
    public static string EntraAddress(string? returnUrl) => EntraEndpoints.Address(returnUrl);

    // The antiforgery middleware looks only at endpoints that bind a form, so the token is checked by hand.
    private static async Task SignOutAsync(HttpContext context, IAntiforgery antiforgery, SessionStore sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        await sessions.LeaveAsync(context.User.FindCaller(), context.RequestAborted);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        if (EntraEndpoints.BeganThere(context.User))
        {
            await EntraEndpoints.LeaveAsync(context);
            return;
        }
        context.Response.Redirect("/sign-in");
    }
}
