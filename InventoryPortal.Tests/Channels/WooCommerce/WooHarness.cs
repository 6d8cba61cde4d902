using System.Text;
using InventoryPortal.Channels;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace InventoryPortal.Tests.Channels.WooCommerce;

/// <summary>The adapter as the portal composes it, with a fake store beside it.</summary>
internal sealed class WooHarness : IAsyncDisposable
{
    public const string WebhookSecret = "canary-webhook-secret";

    private readonly IHost _host;

    private WooHarness(IHost host, FakeWooStore store)
    {
        _host = host;
        Store = store;
        Adapter = host.Services.GetRequiredService<AdapterSet>().Get(ChannelKind.WooCommerce)!;
    }

    public FakeWooStore Store { get; }

    public IChannelAdapter Adapter { get; }

    /// <summary>The channel as it is configured now; changes of the store's key show here only through <see cref="Connect"/>.</summary>
    public ChannelConnection Channel => Connect(Store.ConsumerKey, Store.ConsumerSecret);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<WooHarness> StartAsync(TimeProvider? clock = null, string allowed = "127.0.0.0/8") =>
        new(Compose(clock ?? TimeProvider.System, allowed), await FakeWooStore.StartAsync());

    public ChannelConnection Connect(string key, string secret, string? baseUrl = null) => Connection(baseUrl ?? Store.BaseUrl.ToString(), key, secret);

    public static ChannelConnection Connection(string baseUrl, string key = "ck_x", string secret = "cs_x", string webhookSecret = WebhookSecret, string? previous = null)
    {
        var credentials = new Dictionary<string, string> { ["consumerKey"] = key, ["consumerSecret"] = secret, ["webhookSecret"] = webhookSecret };
        if (previous is not null)
        {
            credentials["webhookSecretPrevious"] = previous;
        }
        return new ChannelConnection(1, "shop", ChannelKind.WooCommerce, new Dictionary<string, string> { ["baseUrl"] = baseUrl }, credentials);
    }

    /// <summary>Plans and pushes quantities; listing ids count from 1.</summary>
    public async Task<IReadOnlyList<PushVerdict>> PushAsync(params (string ExternalId, int Quantity)[] items)
    {
        var pushes = items.Select((item, i) => new QuantityPush(i + 1, item.ExternalId, item.Quantity, null, $"op-{i}")).ToList();
        var verdicts = new SortedDictionary<long, PushVerdict>();
        foreach (var call in Adapter.Plan(pushes))
        {
            foreach (var verdict in (await Adapter.PushAsync(Channel, call, Token)).Verdicts)
            {
                verdicts.Add(verdict.ListingId, verdict.Verdict);
            }
        }
        return [.. verdicts.Values];
    }

    /// <summary>A fixture's bytes by file name.</summary>
    public static byte[] Fixture(string name)
    {
        var resource = $"{typeof(WooHarness).Namespace}.Fixtures.{name}";
        using var stream = typeof(WooHarness).Assembly.GetManifestResourceStream(resource) ?? throw new FileNotFoundException(resource);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _host.Dispose();
    }

    private static IHost Compose(TimeProvider clock, string allowed)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Outbound:AllowedNetworks:0"] = allowed });
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<ICredentialVault>(new MemoryVault());
        builder.Services.AddSingleton<IChannelNotes>(new MemoryNotes());
        builder.AddChannels();
        return builder.Build();
    }
}
