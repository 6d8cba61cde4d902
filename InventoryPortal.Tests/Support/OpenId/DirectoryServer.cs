using System.Collections.Concurrent;
using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using InventoryPortal.Access;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace InventoryPortal.Tests.Support.OpenId;

/// <summary>
/// A real OpenID Connect provider (OpenIddict) in this process, whose addresses, pages and claims look like Entra ID's. Whoever comes
/// chooses on its page who they are, and is remembered by it until they sign out there.
/// </summary>
public sealed class DirectoryServer : IAsyncDisposable
{
    public const string TenantId = "11111111-1111-1111-1111-111111111111";
    public const string ClientId = "22222222-2222-2222-2222-222222222222";

    /// <summary>Remembers at the directory who is signed in.</summary>
    private const string Cookie = "directory";

    /// <summary>Member of the address by which its page says who was chosen.</summary>
    private const string Chosen = "chosen";

    private const string Authorize = "oauth2/v2.0/authorize";
    private const string Leave = "oauth2/v2.0/logout";

    private readonly WebApplication _app;
    private readonly TokenForge _forge;
    private readonly ConcurrentDictionary<string, DirectoryPerson> _people = new();

    private DirectoryServer(WebApplication app, TokenForge forge) => (_app, _forge) = (app, forge);

    /// <summary>What is wrong with the next tokens.</summary>
    public TokenFault Fault { get; set; }

    public DirectoryMood Mood { get; set; }

    /// <summary>Hints that came with sign-outs.</summary>
    public ConcurrentQueue<string?> LeftWith { get; } = new();

    /// <summary>Section <c>AzureAd</c> of a portal that trusts it.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["AzureAd:Instance"] = "https://login.example.test/",
        ["AzureAd:TenantId"] = TenantId,
        ["AzureAd:ClientId"] = ClientId,
        ["AzureAd:ClientSecret"] = "a-client-secret",
    };

    private string Issuer => _app.Urls.Single() + $"/{TenantId}/v2.0";

    public static async Task<DirectoryServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        var key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "directory-1" };
        DirectoryServer? server = null;
        builder.Services.AddOpenIddict().AddServer(o => Configure(o, key, () => server!));
        var app = builder.Build();
        server = new DirectoryServer(app, new TokenForge(key));
        app.Use(server.BehaveAsync);
        app.UsePathBase($"/{TenantId}/v2.0");
        app.UseRouting();
        app.UseAuthentication();
        app.MapMethods(Authorize, ["GET", "POST"], server.AuthorizeAsync);
        app.MapMethods(Leave, ["GET", "POST"], server.LeaveAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Makes somebody known, or changes their roles.</summary>
    public DirectoryPerson Add(DirectoryPerson person) => _people[person.Name] = person;

    /// <summary>
    /// Has a portal go here instead of Microsoft's addresses. Only what depends on Microsoft's own hosts is replaced: where the metadata
    /// is, that it may come over http, and the check of issuers by Microsoft's list; the issuer must be the one of the metadata instead.
    /// </summary>
    public void ServeTo(IServiceCollection services) => services.Configure<OpenIdConnectOptions>(EntraSignIn.SchemeName, o =>
    {
        o.Authority = Issuer;
        o.MetadataAddress = Issuer + "/.well-known/openid-configuration";
        o.RequireHttpsMetadata = false;
        o.TokenValidationParameters.IssuerValidator = (issuer, _, parameters) =>
            issuer == Issuer ? issuer : throw new SecurityTokenInvalidIssuerException($"{issuer} is not {Issuer}.");
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Configure(OpenIddictServerBuilder options, RsaSecurityKey key, Func<DirectoryServer> server)
    {
        options.EnableDegradedMode().AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        options.SetAuthorizationEndpointUris(Authorize).SetTokenEndpointUris("oauth2/v2.0/token").SetEndSessionEndpointUris(Leave);
        options.RegisterScopes("openid", "profile", "email", "offline_access");
        options.AddSigningKey(key).AddEphemeralEncryptionKey();
        options.UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough();
        options.AddEventHandler<ValidateAuthorizationRequestContext>(b => b.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId)
            {
                context.Reject(OpenIddictConstants.Errors.InvalidClient, "The application is not registered.");
            }
            return default;
        }));
        options.AddEventHandler<ValidateTokenRequestContext>(b => b.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId || context.ClientSecret != Settings["AzureAd:ClientSecret"])
            {
                context.Reject(OpenIddictConstants.Errors.InvalidClient, "The secret is wrong.");
            }
            return default;
        }));
        options.AddEventHandler<ValidateEndSessionRequestContext>(b => b.UseInlineHandler(_ => default));
        options.AddEventHandler<ApplyTokenResponseContext>(b => b.SetOrder(int.MinValue).UseInlineHandler(context =>
        {
            if (server().Fault is not TokenFault.None and var fault && context.Response.IdToken is { } token)
            {
                context.Response.IdToken = server()._forge.Spoil(token, fault);
            }
            return default;
        }));
    }

    private async Task BehaveAsync(HttpContext http, RequestDelegate next)
    {
        switch (Mood)
        {
            case DirectoryMood.Hanging:
                var gone = new TaskCompletionSource();
                await using (http.RequestAborted.Register(gone.SetResult))
                {
                    await gone.Task;
                }
                break;
            case DirectoryMood.Failing:
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            default:
                await next(http);
                break;
        }
    }

    private async Task AuthorizeAsync(HttpContext http)
    {
        var name = http.Request.Query[Chosen].FirstOrDefault() ?? http.Request.Cookies[Cookie];
        if (name is "")
        {
            await http.ForbidAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new AuthenticationProperties(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = OpenIddictConstants.Errors.AccessDenied,
            }));
        }
        else if (name is not null && _people.TryGetValue(name, out var person))
        {
            http.Response.Cookies.Append(Cookie, name, new CookieOptions { HttpOnly = true });
            await http.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Principal(person, http.GetOpenIddictServerRequest()!));
        }
        else
        {
            await PageAsync(http);
        }
    }

    private async Task PageAsync(HttpContext http)
    {
        var here = WebUtility.HtmlEncode(http.Request.GetEncodedUrl());
        var links = string.Concat(_people.Keys.Order(StringComparer.Ordinal).Select(n => $"<p><a href=\"{here}&amp;{Chosen}={n}\">{n}</a></p>"));
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync($"<!doctype html><title>Pick an account</title><h1>Pick an account</h1>{links}<p><a href=\"{here}&amp;{Chosen}=\">Cancel</a></p>");
    }

    private Task LeaveAsync(HttpContext http)
    {
        LeftWith.Enqueue(http.Request.Query["logout_hint"].FirstOrDefault());
        http.Response.Cookies.Delete(Cookie);
        return http.SignOutAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new AuthenticationProperties { RedirectUri = "/" });
    }

    private static ClaimsPrincipal Principal(DirectoryPerson person, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("directory");
        identity.SetClaim("sub", "subject-of-" + person.ObjectId).SetClaim("oid", person.ObjectId).SetClaim("tid", person.TenantId)
            .SetClaim("name", person.Name).SetClaim("preferred_username", person.Address).SetClaim("login_hint", "hint-of-" + person.Name)
            .SetClaim("ver", "2.0");
        foreach (var role in person.Roles)
        {
            identity.AddClaim("roles", role);
        }
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(request.GetScopes());
        return principal;
    }
}
