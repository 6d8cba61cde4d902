using InventoryPortal.Channels.Amazon;
using InventoryPortal.Channels.Custom;
using InventoryPortal.Channels.Ebay;
using InventoryPortal.Channels.Http;
using InventoryPortal.Channels.Shopify;
using InventoryPortal.Channels.Taobao;
using InventoryPortal.Channels.WooCommerce;
using InventoryPortal.Domain.Channels;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Channels;

/// <summary>Registers the adapters and the only way out of the portal to a channel.</summary>
public static class ChannelsFeature
{
    /// <summary>Adds <see cref="AdapterSet"/>, every adapter, and guarded HTTP clients without retries of their own.</summary>
    public static IHostApplicationBuilder AddChannels(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var outbound = builder.Configuration.GetSection(OutboundOptions.Section);
        services.AddOptions<OutboundOptions>()
            .Bind(outbound)
            .Configure(options => options.AddList(outbound[nameof(OutboundOptions.AllowedNetworks)]))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutboundOptions>, OutboundOptionsValidation>();
        services.AddSingleton(p => new AddressPolicy(p.GetRequiredService<IOptions<OutboundOptions>>().Value.Networks()));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.AddSingleton<GuardedConnection>();
        services.AddSingleton<OutboundCalls>();
        services.AddSingleton<OutboundPost>();
        services.AddSingleton<OutboundGet>();
        services.AddSingleton<AccessTokens>();
        foreach (var kind in Enum.GetValues<ChannelKind>())
        {
            AddClient(services, kind);
        }

        services.AddSingleton<IChannelAdapter, WooCommerceAdapter>();
        services.AddSingleton<IChannelAdapter, ShopifyAdapter>();
        services.AddSingleton<IChannelAdapter, CustomAdapter>();
        services.AddSingleton<IChannelAdapter, EbayAdapter>();
        services.AddSingleton<IChannelAdapter>(p => new AmazonAdapter(
            p.GetRequiredService<OutboundCalls>(),
            p.GetRequiredService<AccessTokens>(),
            p.GetRequiredService<IChannelNotes>(),
            p.GetRequiredService<AddressPolicy>(),
            p.GetRequiredService<IHostResolver>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IChannelAdapter, TaobaoAdapter>();
        services.AddSingleton<AdapterSet>();
        return builder;
    }

    // The factory's own log lines would carry whole URLs; calls are on record as traces.
    private static void AddClient(IServiceCollection services, ChannelKind kind) =>
        services.AddHttpClient(OutboundCalls.ClientName(kind), client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(p => p.GetRequiredService<GuardedConnection>().CreateHandler())
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
}
