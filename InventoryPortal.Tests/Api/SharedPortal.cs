using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Values;
using InventoryPortal.Persistence;
using InventoryPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace InventoryPortal.Tests.Api;

/// <summary>One portal for all contract tests: each works on products and channels of its own names.</summary>
public sealed class SharedPortal : IAsyncLifetime
{
    private readonly List<FakeWooStore> _stores = [];
    private PortalHost? _host;

    internal PortalHost Host => _host ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync()
    {
        _host = PortalHost.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>A store of its own, connected as a channel; lives as long as the portal.</summary>
    internal async Task<FakeWooStore> ConnectAsync(HttpClient api, string key, int weight = 1, string firstLink = "push")
    {
        var store = await StoreAsync();
        (await api.SendAsync("POST", "/channels", Channel(store, key, weight, firstLink))).Is(201);
        return store;
    }

    /// <summary>A store that is connected to nothing yet.</summary>
    internal async Task<FakeWooStore> StoreAsync()
    {
        var store = await FakeWooStore.StartAsync();
        _stores.Add(store);
        return store;
    }

    /// <summary>The body that connects a store.</summary>
    internal static object Channel(FakeWooStore store, string key, int weight = 1, string firstLink = "push") => new
    {
        key,
        kind = "wooCommerce",
        name = $"Shop {key}",
        weight,
        settings = new { baseUrl = store.BaseUrl.ToString() },
        credentials = new { consumerKey = store.ConsumerKey, consumerSecret = store.ConsumerSecret, webhookSecret = "whs_secret_of_the_test" },
        policy = new { firstLink },
    };

    /// <summary>Reads the channel's catalogue, as the job would.</summary>
    internal async Task<ImportOutcome> ImportAsync(string key)
    {
        var database = Host.Services.GetRequiredService<PortalDatabase>();
        var id = await database.ReadAsync((db, token) => db.Channels.Where(c => c.Key == key).Select(c => c.Id).SingleAsync(token), TestContext.Current.CancellationToken);
        return await Host.Services.GetRequiredService<CatalogueImport>().RunAsync(id, TestContext.Current.CancellationToken);
    }

    /// <summary>A client with a key of its own.</summary>
    internal async Task<HttpClient> ClientAsync(Role role, params string[] channels)
    {
        var wanted = new NewApiKey($"{role} {Guid.NewGuid():N}", role, channels.Length == 0 ? null : channels);
        var issued = await Host.Services.GetRequiredService<ApiKeyStore>()
            .CreateAsync(CommandContext.System, wanted, TestContext.Current.CancellationToken);
        return Host.Api(Assert.IsType<CommandAnswer<IssuedApiKey>.Done>(issued).Value.Key);
    }
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<SharedPortal>
{
    public const string Name = "api";
}
