using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace InventoryPortal.Components.Localisation;

/// <summary>The languages of the portal.</summary>
public static class PortalCultures
{
    public const string English = "en";
    public const string Chinese = "zh-CN";

    public static readonly IReadOnlyList<CultureInfo> All = [CultureInfo.GetCultureInfo(English), CultureInfo.GetCultureInfo(Chinese)];

    /// <summary>A language in its own words.</summary>
    public static string NameOf(CultureInfo culture) => culture.Name == English ? "English" : "简体中文";

    /// <summary>A person's choice (cookie) first, then the browser's languages; any Chinese is served as Simplified Chinese.</summary>
    internal static void Configure(RequestLocalizationOptions options, string? fallback)
    {
        options.SupportedCultures = [.. All];
        options.SupportedUICultures = [.. All];
        options.DefaultRequestCulture = new RequestCulture(Chinese.Equals(fallback, StringComparison.OrdinalIgnoreCase) ? Chinese : English);
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider(),
            new CustomRequestCultureProvider(context => Task.FromResult(FromBrowser(context.Request))),
        ];
    }

    private static ProviderCultureResult? FromBrowser(HttpRequest request)
    {
        var wanted = request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => Known(l.Value.Value))
            .FirstOrDefault(l => l is not null);
        return wanted is null ? null : new ProviderCultureResult(wanted);
    }

    private static string? Known(string? language) =>
        language is null ? null
        : language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese
        : language.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English
        : null;
}
