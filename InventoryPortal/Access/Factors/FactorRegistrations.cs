using InventoryPortal.Persistence.Rows;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace InventoryPortal.Access.Factors;

/// <summary>More than a password: authenticator apps, recovery codes and passkeys.</summary>
internal static class FactorRegistrations
{
    public static void AddFactors(this IServiceCollection services)
    {
        services.AddSingleton<SecondFactorRule>();
        services.AddSingleton<SecondFactorGate>();
        services.AddSingleton<FreshProof>();
        services.AddSingleton<SecondFactorStore>();
        services.AddSingleton<SecondFactorQueries>();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton<Reassurance>();
        services.AddSingleton<OwnPasswordStore>();
        services.AddScoped<SecondStep>();
        services.AddScoped<PasskeySignIn>();
        services.AddScoped<IUserStore<PortalUser>, PasskeyTable>();
        services.AddSingleton<AppCodes>();
        services.Configure<IdentityOptions>(o =>
        {
            o.Tokens.ProviderMap[TokenOptions.DefaultAuthenticatorProvider] = new TokenProviderDescriptor(typeof(AppCodes));
        });
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            // Found by the device without a name typed, and only with a finger, a face or a PIN: that makes it two factors.
            o.ResidentKeyRequirement = "required";
            o.UserVerificationRequirement = "required";
        });
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme).Configure<TimeProvider>(SecondStepCookie.Configure);
    }
}
