using System.Net;
using InventoryPortal.Access;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace InventoryPortal;

/// <summary>How the portal meets the network: where it listens, what every answer carries, when plain HTTP will do.</summary>
internal static class HttpSurface
{
    /// <summary>Where it listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>
    /// Scripts only from files of the portal; styles also inline, because MudBlazor writes its theme into the page. Frames
    /// nowhere: a stock button must not be clicked through somebody else's page.
    /// </summary>
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
        "connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

    private static readonly string[] ListenSettings = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>
    /// Where settings, assets and the default database are looked for: the working folder as usual, but the program's own folder
    /// when it was started from somewhere else.
    /// </summary>
    public static WebApplicationOptions Options(string[] args)
    {
        const string Mark = "appsettings.json";
        var elsewhere = !File.Exists(Mark) && File.Exists(Path.Combine(AppContext.BaseDirectory, Mark))
            && !args.Any(a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase));
        return new WebApplicationOptions { Args = args, ContentRootPath = elsewhere ? AppContext.BaseDirectory : null };
    }

    public static void AddHttpSurface(this WebApplicationBuilder builder)
    {
        // The packages' assets are found also when a built, not yet published program runs in Production.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (!ListenSettings.Any(key => builder.Configuration.GetSection(key).Exists()))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
        builder.Services.AddOptions<ProxyOptions>()
            .BindConfiguration(ProxyOptions.Section)
            .Configure<IConfiguration>((options, configuration) => options.AddList(configuration[$"{ProxyOptions.Section}:{nameof(ProxyOptions.TrustedProxies)}"]))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidation>();
        SilenceFailedStart(builder);
    }

    public static void UseHttpSurface(this WebApplication app)
    {
        UseProxies(app);
        // Read at the first answer: a wrong section is refused at start, in words, after this.
        var policy = new Lazy<string>(() => EntraSignIn.Origin(app.Services) is { } directory ? $"{ContentPolicy} {directory}" : ContentPolicy);
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() => Protect(context.Response.Headers, policy.Value));
            return next(context);
        });
        if (ListensOnHttps(app.Configuration))
        {
            app.UseWhen(context => !IsLoopback(context), branch => branch.UseHsts().UseHttpsRedirection());
        }
        if (!app.Environment.IsDevelopment())
        {
            app.UseWhen(IsForPeople, branch => branch.UseExceptionHandler("/error", createScopeForErrors: true));
        }
        // Only what is looked at: a refused form must keep its own status.
        app.UseWhen(
            context => IsForPeople(context) && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)),
            branch => branch.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
    }

    private static bool IsForPeople(HttpContext context) => !SessionCookie.IsForPrograms(context.Request.Path);

    private static void UseProxies(WebApplication app)
    {
        var proxies = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Networks();
        if (proxies.Count == 0)
        {
            return;
        }
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownIPNetworks.Add(proxy);
        }
        app.UseForwardedHeaders(options);
    }

    // Set when the answer starts: an error handler clears what was set before it, and Blazor writes a policy of its own.
    private static Task Protect(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        return Task.CompletedTask;
    }

    private static bool IsLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);

    private static bool ListensOnHttps(IConfiguration configuration) =>
        configuration["urls"]?.Contains("https://", StringComparison.OrdinalIgnoreCase) == true
        || !string.IsNullOrEmpty(configuration["https_ports"])
        || configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Any(e => e["Url"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true);

    // Until the portal has started, its one line on stderr says what is wrong; the host would print the stack trace besides.
    private static void SilenceFailedStart(WebApplicationBuilder builder)
    {
        var started = false;
        builder.Services.AddHostedService(provider => new WhenStarted(provider.GetRequiredService<IHostApplicationLifetime>(), () => Volatile.Write(ref started, true)));
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Information && (Volatile.Read(ref started) || level < LogLevel.Error));
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", level => level >= LogLevel.Warning && (Volatile.Read(ref started) || level < LogLevel.Error));
    }

    private sealed class WhenStarted(IHostApplicationLifetime lifetime, Action then) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(then);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
