using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>The cookie of a signed-in person, and what a request without a good one is told.</summary>
internal static class SessionCookie
{
    /// <summary>Paths that programs call: they get a status, never a redirect to a form.</summary>
    private static readonly PathString[] ForPrograms = ["/api", "/hubs", "/webhooks", "/health", "/metrics", "/openapi", "/_blazor", AccountEndpoints.AwakePath];

    /// <summary>A cookie older than this is made new by a request: a session then rests <c>Access:IdleMinutes</c> after its last one, to the minute.</summary>
    private static readonly TimeSpan RenewAfter = TimeSpan.FromMinutes(1);

    public static void Configure(CookieAuthenticationOptions options, IOptions<AccessOptions> access, TimeProvider clock)
    {
        options.Cookie.Name = "portal";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.CookieManager = new HostPrefixCookies();
        options.TimeProvider = clock;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(access.Value.IdleMinutes);
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/access-denied";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnCheckSlidingExpiration = Slide;
    }

    /// <summary>Whether the path is called by programs.</summary>
    public static bool IsForPrograms(PathString path) => ForPrograms.Any(path.StartsWithSegments) || IsSimulatedStore(path);

    // The page of the Lab is for people, what lies below it for adapters.
    private static bool IsSimulatedStore(PathString path) => path.StartsWithSegments("/lab", out var rest) && rest.Value?.Length > 1;

    /// <summary>
    /// Whether the cookie may speak for the request. On the API it may change things only when the browser itself says that
    /// our own page asks; a page elsewhere cannot forge that header.
    /// </summary>
    public static bool MaySpeakFor(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api")
        || HttpMethods.IsGet(request.Method)
        || HttpMethods.IsHead(request.Method)
        || request.Headers["Sec-Fetch-Site"] == "same-origin";

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (IsForPrograms(context.Request.Path))
        {
            context.Response.StatusCode = status;
            if (status == StatusCodes.Status401Unauthorized)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
            }
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }
        return Task.CompletedTask;
    }

    // By itself a cookie is renewed only past half its life: somebody who worked until then and paused would be out after half the time.
    private static Task Slide(CookieSlidingExpirationContext context)
    {
        context.ShouldRenew |= context.ElapsedTime >= RenewAfter;
        return Task.CompletedTask;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var check = context.HttpContext.RequestServices.GetRequiredService<SessionCheck>();
        if (!await check.IsGoodAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }

    /// <summary>
    /// Over https the cookie's name begins with <c>__Host-</c>, which browsers bind to this host and to https. Plain http
    /// (loopback) cannot have that, and one portal may be reached both ways, so the request decides.
    /// </summary>
    internal sealed class HostPrefixCookies : ICookieManager
    {
        private readonly ChunkingCookieManager _inner = new();

        public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context, key));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
            _inner.AppendResponseCookie(context, Name(context, key), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
            _inner.DeleteCookie(context, Name(context, key), options);

        private static string Name(HttpContext context, string key) => context.Request.IsHttps ? "__Host-" + key : key;
    }
}
