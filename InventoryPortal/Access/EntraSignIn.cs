using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace InventoryPortal.Access;

/// <summary>Adds sign-in with Entra ID beside the local accounts, only when its section exists.</summary>
public static class EntraSignIn
{
    /// <summary>Scheme name; also the provider of the login on record.</summary>
    public const string SchemeName = "Entra";

    /// <summary>Where the sign-in page is told of a failure.</summary>
    internal const string FailedPath = "/sign-in?fault=entra";

    /// <summary>Where it is told that the person turned back at the directory.</summary>
    internal const string TurnedBackPath = "/sign-in?fault=entra-turned-back";

    /// <summary>Where it is told that the directory could not be reached for the sign-out.</summary>
    internal const string StillTherePath = "/sign-in?fault=entra-still-there";

    /// <summary>Claim of a session that began at the directory: what the directory wants to hear at the sign-out, or nothing.</summary>
    internal const string HintClaim = "portal:entra-hint";

    /// <summary>How long one answer of the directory is waited for: a person waits too, and has another try.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a person may take at the directory, with a second factor to look for.</summary>
    private static readonly TimeSpan PersonLimit = TimeSpan.FromMinutes(15);

    /// <summary>Whether the section is there.</summary>
    public static bool IsConfigured(IConfiguration configuration) => configuration.GetSection(EntraOptions.Section).GetChildren().Any();

    /// <summary>Origin that a form of ours may lead to, for the policy of the pages: the directory's, at a sign-out. Null without the section.</summary>
    internal static string? Origin(IServiceProvider services) =>
        IsConfigured(services.GetRequiredService<IConfiguration>())
        && Uri.TryCreate(services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(SchemeName).Authority, UriKind.Absolute, out var authority)
            ? authority.GetLeftPart(UriPartial.Authority)
            : null;

    internal static void AddWhenConfigured(IHostApplicationBuilder builder, AuthenticationBuilder schemes)
    {
        if (!IsConfigured(builder.Configuration))
        {
            return;
        }
        builder.Services.AddOptions<EntraOptions>().BindConfiguration(EntraOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<EntraOptions>, EntraOptionsValidation>();
        builder.Services.AddScoped<EntraPeopleStore>();
        var settings = builder.Configuration.GetSection(EntraOptions.Section).Get<EntraOptions>() ?? new EntraOptions();
        schemes.AddMicrosoftIdentityWebApp(
            options =>
            {
                builder.Configuration.Bind(EntraOptions.Section, options);
                options.SignInScheme = IdentityConstants.ExternalScheme;
                options.CallbackPath = settings.CallbackPath;
                options.SignedOutCallbackPath = settings.SignedOutCallbackPath;

                // The code comes back in an address: cookies that other sites may send along (SameSite=None, https only) are not needed.
                options.ResponseType = OpenIdConnectResponseType.Code;
                options.ResponseMode = OpenIdConnectResponseMode.Query;
            },
            cookieScheme: null,
            openIdConnectScheme: SchemeName);
        _ = Guid.TryParse(settings.TenantId, out var tenant);
        builder.Services.Configure<OpenIdConnectOptions>(SchemeName, options => Adapt(options, tenant));
    }

    private static void Adapt(OpenIdConnectOptions options, Guid ours)
    {
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.BackchannelTimeout = AnswerLimit;
        options.RemoteAuthenticationTimeout = PersonLimit;
        options.Events.OnTokenValidated += context =>
        {
            // A guest's token names the tenant it was made in; only the configured one's people are ours.
            if (!Guid.TryParse(context.Principal?.GetTenantId(), out var theirs) || theirs != ours)
            {
                context.Fail("The token is of another tenant.");
            }
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToIdentityProviderForSignOut += context =>
        {
            if (context.HttpContext.User.FindFirstValue(HintClaim) is { Length: > 0 } hint)
            {
                context.ProtocolMessage.SetParameter("logout_hint", hint);
            }
            return Task.CompletedTask;
        };
        options.Events.OnAccessDenied = context =>
        {
            context.Response.Redirect(TurnedBackPath);
            context.HandleResponse();
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            Logger(context.HttpContext).LogWarning("A sign-in with Entra ID did not succeed: {Reason}", context.Failure?.Message);
            context.Response.Redirect(FailedPath);
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    internal static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("InventoryPortal.Access.Entra");
}
