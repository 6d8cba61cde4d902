using Microsoft.AspNetCore.Localization;

namespace InventoryPortal.Components.Localisation;

/// <summary><c>GET /culture?c=zh-CN&amp;returnUrl=/products</c>: keeps the choice in a cookie and goes back.</summary>
internal static class CultureEndpoints
{
    /// <summary>A choice of language is kept a year.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void MapCulture(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/culture", Choose).AllowAnonymous().ExcludeFromDescription();

    private static IResult Choose(HttpContext http, string? c, string? returnUrl)
    {
        if (PortalCultures.All.Any(culture => culture.Name == c))
        {
            var value = CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(c!));
            http.Response.Cookies.Append(
                CookieRequestCultureProvider.DefaultCookieName,
                value,
                new CookieOptions { MaxAge = Kept, IsEssential = true, SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = http.Request.IsHttps });
        }
        return Results.LocalRedirect(LocalOrRoot(returnUrl));
    }

    /// <summary>Only a path of this site; anything else leads to the start page.</summary>
    internal static string LocalOrRoot(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) && !url.Any(char.IsControl)
            ? url
            : "/";
}
