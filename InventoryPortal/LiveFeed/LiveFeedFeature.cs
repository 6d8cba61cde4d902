namespace InventoryPortal.LiveFeed;

/// <summary>Every committed change, to every open screen of this process.</summary>
public static class LiveFeedFeature
{
    public static IHostApplicationBuilder AddLiveFeed(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PortalFeed>();
        builder.Services.AddSingleton<LiveQueries>();
        builder.Services.AddHostedService<LiveFeedWorker>();
        return builder;
    }
}
