using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Components.Preferences;
using InventoryPortal.Domain.Values;
using Microsoft.AspNetCore.Localization;

namespace InventoryPortal.Components.Localisation;

/// <summary><c>GET /culture?c=zh-CN&amp;returnUrl=/products</c>: keeps the choice in a cookie (and with the account) and goes back.</summary>
internal static class CultureEndpoints
{
    /// <summary>A choice of language is kept a year.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void MapCulture(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/culture", ChooseAsync).AllowAnonymous().ExcludeFromDescription();

    /// <summary>Keeps a language in the cookie; null forgets it, so that the browser's own counts again.</summary>
    internal static void Keep(HttpContext http, string? culture)
    {
        var options = new CookieOptions { MaxAge = Kept, IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = http.Request.IsHttps };
        if (culture is null)
        {
            http.Response.Cookies.Delete(CookieRequestCultureProvider.DefaultCookieName, options);
        }
        else
        {
            http.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)), options);
        }
    }

    private static async Task<IResult> ChooseAsync(HttpContext http, PreferenceStore store, string? c, string? returnUrl)
    {
        if (PortalCultures.All.Any(culture => culture.Name == c))
        {
            Keep(http, c);
            // Who is signed in takes the choice along to other browsers.
            if (http.User.FindCaller() is { Actor.Kind: ActorKind.User } caller)
            {
                var look = PersonalLook.Parse(await store.FindAsync(caller, PersonalLook.PreferenceName, http.RequestAborted));
                await store.KeepAsync(caller, PersonalLook.PreferenceName, (look with { Culture = c }).Write(), http.RequestAborted);
            }
        }
        return Results.LocalRedirect(LocalOrRoot(returnUrl));
    }

    /// <summary>Only a path of this site; anything else leads to the start page.</summary>
    internal static string LocalOrRoot(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) && !url.Any(char.IsControl)
            ? url
            : "/";
}
