using InventoryPortal.Access.Factors;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access;

/// <summary>What the account pages need beside their forms: sign-out and the way to Entra ID and back.</summary>
public static class AccountEndpoints
{
    private const string EntraPath = "/sign-in/entra";
    private const string EntraDonePath = "/sign-in/entra/done";

    public static IEndpointRouteBuilder MapAccount(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapPasskeys();
        if (EntraSignIn.IsConfigured(endpoints.ServiceProvider.GetRequiredService<IConfiguration>()))
        {
            endpoints.MapGet(EntraPath, GoToEntraAsync).AllowAnonymous().ExcludeFromDescription();
            endpoints.MapGet(EntraDonePath, ReturnFromEntraAsync).AllowAnonymous().ExcludeFromDescription();
        }
        return endpoints;
    }

    /// <summary>Where the sign-in page's Entra button leads.</summary>
    public static string EntraAddress(string? returnUrl) => $"{EntraPath}?returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(returnUrl))}";

    // The antiforgery middleware looks only at endpoints that bind a form, so the token is checked by hand.
    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.LocalRedirect("/sign-in");
    }

    private static async Task GoToEntraAsync(HttpContext context, ILoggerFactory log, string? returnUrl)
    {
        var back = $"{EntraDonePath}?returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(returnUrl))}";
        try
        {
            await context.ChallengeAsync(EntraSignIn.SchemeName, new AuthenticationProperties { RedirectUri = back });
        }
        catch (InvalidOperationException e)
        {
            // The directory's own description could not be read: an outage there must be a sentence, not a crash page.
            log.CreateLogger("InventoryPortal.Access.Entra").LogWarning(LogEvents.EntraUnreachable, e, "Entra ID cannot be reached.");
            context.Response.Redirect(EntraSignIn.FailedPath);
        }
    }

    private static async Task<IResult> ReturnFromEntraAsync(
        HttpContext context, EntraPeopleStore store, PasswordSignIn signIn, string? returnUrl, CancellationToken cancellationToken)
    {
        var outside = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (outside.Principal is null)
        {
            return Results.LocalRedirect(EntraSignIn.FailedPath);
        }
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (await store.TakeOverAsync(outside.Principal, cancellationToken) is not { } user)
        {
            return Results.LocalRedirect("/access-denied");
        }
        await signIn.EnterAsync(user, cancellationToken);
        return Results.LocalRedirect(ReturnUrl.Safe(returnUrl));
    }
}
