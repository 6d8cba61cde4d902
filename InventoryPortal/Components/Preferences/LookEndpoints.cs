using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Localisation;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;

namespace InventoryPortal.Components.Preferences;

/// <summary>Puts a person's look into every document, and keeps what the form of the page <c>/preferences</c> says.</summary>
internal static class LookEndpoints
{
    /// <summary>Where the form goes. Not the page's own address, which belongs to the page's component.</summary>
    public const string Path = "/look";

    /// <summary>
    /// Reads the look of whoever asks for a document, so that its first picture is right in colours, language and zone. The language
    /// goes into the cookie as well: the circuit that follows asks that one. Runs behind the sign-in.
    /// </summary>
    public static IApplicationBuilder UsePersonalLook(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (AsksDocument(http.Request) && http.User.FindCaller() is { Actor.Kind: ActorKind.User } caller)
        {
            var look = await FindAsync(http, caller);
            http.Features.Set(look);
            if (look.CultureInfo is { } culture)
            {
                if (CultureInfo.CurrentUICulture.Name != culture.Name)
                {
                    CultureEndpoints.Keep(http, culture.Name);
                }
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            }
        }
        await next(http);
    });

    public static void MapLook(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, ChooseAsync).RequireAuthorization().ExcludeFromDescription();

    private static bool AsksDocument(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static async Task<PersonalLook> FindAsync(HttpContext http, Caller caller)
    {
        try
        {
            var store = http.RequestServices.GetRequiredService<PreferenceStore>();
            return PersonalLook.Parse(await store.FindAsync(caller, PersonalLook.PreferenceName, http.RequestAborted));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The page that tells of a database in trouble must not fail over its colours.
            http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(LookEndpoints)).LogWarning(e, "A person's look could not be read.");
            return new PersonalLook();
        }
    }

    private static async Task<IResult> ChooseAsync(
        HttpContext http, PreferenceStore store, [FromForm] ThemeChoice? theme, [FromForm] string? culture, [FromForm] string? zone, [FromForm] string? keys)
    {
        if (http.User.FindCaller() is not { Actor.Kind: ActorKind.User } caller)
        {
            return Results.Forbid();
        }
        var look = PersonalLook.Of(theme, culture, zone, keys is not null);
        await store.KeepAsync(caller, PersonalLook.PreferenceName, look.Write(), http.RequestAborted);
        CultureEndpoints.Keep(http, look.Culture);
        return Results.LocalRedirect("/preferences?saved=1");
    }
}
