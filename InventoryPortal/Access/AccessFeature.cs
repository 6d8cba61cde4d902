using InventoryPortal.Access.Factors;
using InventoryPortal.Access.Sessions;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Access;

/// <summary>Who may do what: people, keys, sign-in, rights, and the vault of channels' secrets.</summary>
public static class AccessFeature
{
    /// <summary>Chooses between a key and the cookie.</summary>
    private const string ChoosingScheme = "Portal";

    /// <summary>PBKDF2 rounds of SHA-512, as OWASP advises.</summary>
    internal const int HashRounds = 210_000;

    /// <summary>Opens nothing but its own page to who must set up a second factor first; comes after the authentication.</summary>
    public static IApplicationBuilder UseSecondFactorRule(this IApplicationBuilder app) => app.UseMiddleware<SecondFactorGate>();

    public static IHostApplicationBuilder AddAccess(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations()
            .Validate(
                o => o.LocalAccounts == LocalAccounts.Allowed || EntraSignIn.IsConfigured(builder.Configuration),
                "Access:LocalAccounts may only be other than Allowed where the section AzureAd gives another way in.")
            .Validate(o => Enum.IsDefined(o.RequireSecondFactor), "Access:RequireSecondFactor must be None, Administrators or Everyone.")
            .ValidateOnStart();
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BootstrapOptions>, BootstrapOptionsValidation>();

        services.AddSingleton<RightsLookup>();
        services.AddSingleton<CallerLookup>();
        services.AddSingleton<CommandGate>();
        services.AddSingleton<StorageFaults>();
        services.AddSingleton<DeniedStore>();
        services.AddSingleton<DeniedRequests>();
        services.AddSingleton<ConnectionLookup>();
        services.AddSingleton<AnswerStore>();
        services.AddSingleton<SessionCheck>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<NewPeople>();
        services.TryAddSingleton<IMailReach, NoMailReach>();
        services.AddSingleton<AccountLetters>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<AccessQueries>();
        services.AddSingleton<Bootstrap>();
        services.AddSingleton<SetUpLink>();
        services.AddSingleton<Invitations>();

        AddProtection(services);
        AddIdentity(services);
        AddSchemes(builder);
        return builder;
    }

    private static void AddProtection(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("InventoryPortal").PersistKeysToDbContext<PortalDbContext>();
        services.AddSingleton<CredentialVault>();
        services.AddSingleton<ICredentialVault>(provider => provider.GetRequiredService<CredentialVault>());
        services.AddAntiforgery();
        services.Configure<AntiforgeryOptions>(o => o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
    }

    private static void AddIdentity(IServiceCollection services)
    {
        services.AddIdentityCore<PortalUser>().AddSignInManager();
        services.AddFactors();
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddSingleton<IPasswordHasher<PortalUser>, PasswordHasher<PortalUser>>();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = HashRounds);
        services.AddOptions<IdentityOptions>().Configure<IOptions<AccessOptions>>((identity, access) =>
        {
            // Addresses are checked by our own rule; a narrower one here would make a failed try impossible to count.
            identity.User.AllowedUserNameCharacters = "";
            identity.Lockout.MaxFailedAccessAttempts = access.Value.LockoutFailures;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(access.Value.LockoutMinutes);
        });
        services.AddSingleton<SignInThrottle>();
        services.AddScoped<SessionStart>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<AuthenticationStateProvider, CircuitAuthentication>();
    }

    private static void AddSchemes(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var schemes = services.AddAuthentication(ChoosingScheme)
            .AddPolicyScheme(ChoosingScheme, null, o => o.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
        schemes.AddIdentityCookies();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<IOptions<AccessOptions>, TimeProvider>(SessionCookie.Configure);
        services.AddSingleton<KeyUseStore>();
        services.AddHostedService<LastUseSweep>();
        services.AddSingleton<ApiKeyLookup>();
        services.AddSingleton<IAuthorizationHandler, PermissionRequirementHandler>();
        services.AddAuthorization(PermissionPolicies.AddAll);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider => provider.GetRequiredService<DeniedRequests>());
        services.AddCascadingAuthenticationState();
        EntraSignIn.AddWhenConfigured(builder, schemes);
    }

    private static string Choose(HttpContext context) =>
        BringsKey(context) || !SessionCookie.MaySpeakFor(context.Request) ? ApiKeyAuthentication.SchemeName : IdentityConstants.ApplicationScheme;

    // What is open to everybody checks its callers itself: a token brought there (to a store of the Lab, with a webhook) is no key of ours.
    private static bool BringsKey(HttpContext context) =>
        ApiKeyAuthentication.IsPresented(context.Request) && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null;
}
