using System.Security.Claims;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.SignIn;
using InventoryPortal.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access;

/// <summary>The way to Entra ID, back with a sign-in, and out again.</summary>
internal static class EntraEndpoints
{
    private const string Path = "/sign-in/entra";
    private const string DonePath = "/sign-in/entra/done";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, GoAsync).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet(DonePath, ReturnAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Where the sign-in page's button leads.</summary>
    public static string Address(string? returnUrl) => $"{Path}?returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(returnUrl))}";

    /// <summary>Whether the session began at the directory, and so has to end there too.</summary>
    public static bool BeganThere(ClaimsPrincipal principal) => principal.HasClaim(c => c.Type == EntraSignIn.HintClaim);

    /// <summary>Leads a person who was signed out here to the directory's own sign-out; says so when it is away.</summary>
    public static async Task LeaveAsync(HttpContext context)
    {
        try
        {
            await context.SignOutAsync(EntraSignIn.SchemeName, new AuthenticationProperties { RedirectUri = "/sign-in" });
        }
        catch (Exception e) when (IsUnreachable(e, context))
        {
            Tell(context, e);
            context.Response.Redirect(EntraSignIn.StillTherePath);
        }
    }

    private static async Task GoAsync(HttpContext context, string? returnUrl)
    {
        var back = $"{DonePath}?returnUrl={Uri.EscapeDataString(ReturnUrl.Safe(returnUrl))}";
        try
        {
            await context.ChallengeAsync(EntraSignIn.SchemeName, new AuthenticationProperties { RedirectUri = back });
        }
        catch (Exception e) when (IsUnreachable(e, context))
        {
            Tell(context, e);
            context.Response.Redirect(EntraSignIn.FailedPath);
        }
    }

    private static async Task<IResult> ReturnAsync(
        HttpContext context, EntraPeopleStore store, SessionStart sessions, string? returnUrl, CancellationToken cancellationToken)
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
        var hint = new Claim(EntraSignIn.HintClaim, outside.Principal.FindFirstValue("login_hint") ?? "");
        await sessions.EnterAsync(user, SessionWay.Directory, cancellationToken, hint);
        return Results.LocalRedirect(ReturnUrl.Safe(returnUrl));
    }

    // The directory's own description could not be read, or not in time: an outage there must be a sentence, not a crash page.
    private static bool IsUnreachable(Exception e, HttpContext context) =>
        e is InvalidOperationException or IOException
        || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested);

    private static void Tell(HttpContext context, Exception e) =>
        EntraSignIn.Logger(context).LogWarning(LogEvents.EntraUnreachable, e, "Entra ID cannot be reached.");
}
