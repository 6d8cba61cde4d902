using InventoryPortal.Catalog.Imports;
using InventoryPortal.Persistence;

namespace InventoryPortal.Catalog;

/// <summary>Products, channels, listings, mapping and rules.</summary>
public static class CatalogFeature
{
    public static IHostApplicationBuilder AddCatalog(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ProductTotals>();
        services.AddSingleton<ProductQueries>();
        services.AddSingleton<ProductExport>();
        services.AddSingleton<RecordExport>();
        services.AddSingleton<BulkEditStore>();
        services.AddSingleton<SavedViewStore>();
        services.AddSingleton<PreferenceStore>();
        services.AddSingleton<StockSummaryQueries>();
        services.AddSingleton<TraceQueries>();
        services.AddSingleton<ProductStore>();
        services.AddSingleton<ListingQueries>();
        services.AddSingleton<WeightChange>();
        services.AddSingleton<ChannelStore>();
        services.AddSingleton<ChannelControlStore>();
        services.AddSingleton<ChannelQueries>();
        services.AddSingleton<ListingStore>();
        services.AddSingleton<ListingBulkStore>();
        services.AddSingleton<ListingBulkQueries>();
        services.AddSingleton<AutoMapReading>();
        services.AddSingleton<AutoMap>();
        services.AddSingleton<CatalogueStore>();
        services.AddSingleton<CatalogueImport>();
        services.AddSingleton<MappingPreview>();
        AddImports(services);
        return builder;
    }

    private static void AddImports(IServiceCollection services)
    {
        services.AddSingleton<ImportFileStore>();
        services.AddSingleton<ImportStageStore>();
        services.AddSingleton<ImportFiles>();
        services.AddSingleton<IImportKind, CountLines>();
        services.AddSingleton<ProductChunks>();
        services.AddSingleton<IImportKind, ProductLines>();
        services.AddSingleton<IImportKind, MappingLines>();
        services.AddSingleton<IImportKind, RuleLines>();
        services.AddSingleton(p => new ImportPreview(
            p.GetRequiredService<PortalDatabase>(), p.GetRequiredService<ImportFileStore>(), p.GetRequiredService<ImportStageStore>(), p.GetServices<IImportKind>()));
        services.AddSingleton(p => new ImportRun(p.GetRequiredService<PortalDatabase>(), p.GetRequiredService<ImportStageStore>(), p.GetServices<IImportKind>(), p.GetRequiredService<TimeProvider>()));
    }
}
