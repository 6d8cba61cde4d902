using System.Text.Json;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace InventoryPortal.Access.Factors;

/// <summary>What the script of passkeys fetches: challenges, and the place where a new one is handed in.</summary>
internal static class PasskeyEndpoints
{
    /// <summary>Where the challenge of a sign-in comes from.</summary>
    public const string SignInOptionsPath = "/sign-in/passkey";

    /// <summary>Where a new passkey is handed in; its challenge comes from below.</summary>
    public const string OwnPath = "/account/passkeys";

    public static void MapPasskeys(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(SignInOptionsPath, OfferAsync).AllowAnonymous().ExcludeFromDescription().DisableAntiforgery();
        endpoints.MapPost(OwnPath + "/options", BeginAsync).RequireAuthorization().ExcludeFromDescription().DisableAntiforgery();
        endpoints.MapPost(OwnPath, AddAsync).RequireAuthorization().ExcludeFromDescription().DisableAntiforgery();
    }

    // As everywhere, the antiforgery token is checked by hand: the middleware would answer with a page.
    private static async Task<IResult> OfferAsync(HttpContext context, IAntiforgery antiforgery, SignInManager<PortalUser> identity, SignInThrottle throttle)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        // Named to nobody: the challenge must not tell which addresses have passkeys.
        return throttle.TryEnter(context.Connection.RemoteIpAddress?.ToString() ?? "")
            ? Json(await identity.MakePasskeyRequestOptionsAsync(null))
            : Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext context, IAntiforgery antiforgery, SignInManager<PortalUser> identity, FreshProof proofs, [FromForm] string? proof)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        var caller = context.User.ToCaller();
        return proofs.Holds(proof, caller)
            ? Json(await identity.MakePasskeyCreationOptionsAsync(Entity(caller)))
            : Answer(FreshProof.Lacking);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, IAntiforgery antiforgery, SignInManager<PortalUser> identity, PasskeyStore passkeys,
        [FromForm] string? proof, [FromForm] string? name, [FromForm] string? credential, CancellationToken cancellationToken)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        var caller = context.User.ToCaller();
        var made = await identity.PerformPasskeyAttestationAsync(string.IsNullOrEmpty(credential) ? "{}" : credential);
        await SecondStepCookie.ClearAsync(context);
        if (!made.Succeeded || made.UserEntity.Id != caller.Actor.Id)
        {
            return Answer(PasskeyStore.Unfit);
        }
        return await passkeys.AddAsync(new CommandContext(caller), proof, made.Passkey, name, cancellationToken) is CommandAnswer<string>.Refused refused
            ? Answer(refused.Refusal)
            : Results.NoContent();
    }

    private static PasskeyUserEntity Entity(Caller caller) =>
        new() { Id = caller.Actor.Id, Name = caller.Actor.Name, DisplayName = caller.Actor.Name };

    private static ContentHttpResult Json(string options) => TypedResults.Content(options, "application/json");

    private static IResult Answer(Refusal refusal) =>
        Results.Json(new { refusal.Code, Errors = refusal.Errors?.Keys }, JsonSerializerOptions.Web, statusCode: StatusCodes.Status409Conflict);
}
