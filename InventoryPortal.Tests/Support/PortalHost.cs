using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InventoryPortal.Tests.Support;

/// <summary>
/// The whole portal on a real port with a database file of its own, an administrator and an admin key. Dispose deletes the
/// file; <see cref="Restart"/> starts another process' worth of portal on the same one.
/// </summary>
public sealed class PortalHost : IAsyncDisposable
{
    public const string AdminEmail = "admin@example.test";
    public const string AdminPassword = "correct horse battery staple";
    public const string ApiKey = "test-admin-key-0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-").FullName;
    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _services;
    private Factory _factory;

    private PortalHost(IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        _services = services;
        _settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Inventory"] = $"Data Source={DatabaseFile}",
            ["Bootstrap:AdminEmail"] = AdminEmail,
            ["Bootstrap:AdminPassword"] = AdminPassword,
            ["Bootstrap:ApiKey"] = ApiKey,
            ["Outbound:AllowedNetworks"] = "127.0.0.0/8",
            ["Access:SignInsPerMinutePerAddress"] = "1000",
            ["Access:SignInsPerMinutePerAccount"] = "1000",
            ["Lab:Enabled"] = "false",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>())
        {
            _settings[key] = value;
        }
        // Starts with nothing to migrate: those of the program itself, of the verbs and of the first run migrate.
        File.WriteAllBytes(DatabaseFile, TestDatabase.MigratedAsync().GetAwaiter().GetResult());
        _factory = new Factory(_settings, _services);
    }

    /// <summary>The SQLite file.</summary>
    public string DatabaseFile => Path.Combine(_folder, "inventory.db");

    /// <summary>Where it listens, without a trailing path: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri Address => _factory.ClientOptions.BaseAddress;

    /// <summary>The portal's own container.</summary>
    public IServiceProvider Services => _factory.Services;

    /// <summary>Starts a portal; returns when it takes requests.</summary>
    /// <param name="settings">Added to or, with a null value, taken from the settings above.</param>
    /// <param name="services">Replaces services, after the portal's own registrations.</param>
    public static PortalHost Start(IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var host = new PortalHost(settings, services);
        host._factory.StartServer();
        return host;
    }

    /// <summary>Ends the running portal and starts another on the same file (and another port).</summary>
    public async Task Restart()
    {
        await _factory.DisposeAsync();
        _factory = new Factory(_settings, _services);
        _factory.StartServer();
    }

    /// <summary>A client of the HTTP contract; null calls without a key.</summary>
    public HttpClient Api(string? key = ApiKey)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A client that keeps cookies and follows no redirects, like a person who reads every answer.</summary>
    public HttpClient Browser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = Address };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        // Pooled connections keep the file open on some systems.
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Factory : WebApplicationFactory<Program>
    {
        private readonly IReadOnlyDictionary<string, string?> _settings;
        private readonly Action<IServiceCollection>? _services;

        public Factory(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services)
        {
            (_settings, _services) = (settings, services);
            UseKestrel(0);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (key, value) in _settings.Where(s => s.Value is not null))
            {
                builder.UseSetting(key, value);
            }
            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureServices(services => services.AddQueryTranslation());
            // A password hashed as slowly as it must be in earnest would be half of what these tests compute; VerbTests looks at a real one.
            builder.ConfigureServices(services => services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1));
            if (_services is not null)
            {
                builder.ConfigureServices(_services);
            }
        }
    }
}
