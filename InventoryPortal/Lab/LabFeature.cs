using InventoryPortal.Access;
using InventoryPortal.Lab.Amazon;
using InventoryPortal.Lab.Custom;
using InventoryPortal.Lab.Ebay;
using InventoryPortal.Lab.Shopify;
using InventoryPortal.Lab.Taobao;
using InventoryPortal.Lab.WooCommerce;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Lab;

/// <summary>Simulated stores and demo data: a living shop without an account anywhere. Where it is off nothing of it is registered.</summary>
public static class LabFeature
{
    public static IHostApplicationBuilder AddLab(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LabOptions>().BindConfiguration(LabOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (!LabOptions.IsOn(builder.Configuration, builder.Environment))
        {
            return builder;
        }
        // Every dialect registered here brings its shops into the demo.
        services.AddSingleton<ILabDialect, WooDialect>();
        services.AddSingleton<ILabDialect, ShopifyDialect>();
        services.AddSingleton<ILabDialect, EbayDialect>();
        services.AddSingleton<ILabDialect, CustomDialect>();
        services.AddSingleton<ILabDialect, AmazonDialect>();
        services.AddSingleton<ILabDialect, TaobaoDialect>();
        services.AddSingleton<LabShops>();
        services.AddSingleton<LabEndpoints>();
        services.AddSingleton<LabDesk>();
        services.AddSingleton<OwnAddress>();
        services.AddSingleton<LabOpening>();
        services.AddHostedService<LabWorker>();
        services.AddHostedService<HookWorker>();
        services.AddHostedService<ShopperWorker>();
        services.AddHostedService<GoodsInWorker>();
        if (builder.Environment.IsDevelopment())
        {
            services.AddSingleton<DemoPeopleStore>();
        }
        return builder;
    }

    public static IEndpointRouteBuilder MapLab(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<LabEndpoints>() is { } lab)
        {
            routes.Map("/lab/{shop}/{**path}", lab.AnswerAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        }
        return routes;
    }

    /// <summary>Makes the demo people of an empty portal before it listens, so that it has somebody to sign in at once.</summary>
    public static async Task PrepareLabAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<DemoPeopleStore>() is { } people && await services.GetRequiredService<LabOpening>().IsEmptyAsync(cancellationToken))
        {
            await people.CreateAsync(cancellationToken);
        }
    }
}
