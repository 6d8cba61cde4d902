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

    /// <summary>Whether the section is there.</summary>
    public static bool IsConfigured(IConfiguration configuration) => configuration.GetSection(EntraOptions.Section).GetChildren().Any();

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

                // The code flow needs no cookie that other sites may send along, so that it works without SameSite=None.
                options.ResponseType = OpenIdConnectResponseType.Code;
            },
            cookieScheme: null,
            openIdConnectScheme: SchemeName);
        builder.Services.Configure<OpenIdConnectOptions>(SchemeName, options => options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect(FailedPath);
            context.HandleResponse();
            return Task.CompletedTask;
        });
    }
}
