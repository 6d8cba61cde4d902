using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Channels;
using InventoryPortal.Dispatch;
using InventoryPortal.Intake;
using InventoryPortal.Ledger;
using InventoryPortal.LiveFeed;
using InventoryPortal.Nodes;
using InventoryPortal.Operations;
using InventoryPortal.Persistence;
using InventoryPortal.Reconciliation;
using Microsoft.Extensions.Hosting;

namespace InventoryPortal.Tests.Support;

/// <summary>The portal's stages without its pages, its contract and its Lab.</summary>
internal static class StageComposition
{
    public static void AddStages(this IHostApplicationBuilder builder)
    {
        builder.AddPersistence();
        builder.AddAccess();
        builder.AddChannels();
        builder.AddLedger();
        builder.AddIntake();
        builder.AddDispatch();
        builder.AddCatalog();
        builder.AddReconciliation();
        builder.AddLiveFeed();
        builder.AddNodes();
        builder.AddOperations();
    }
}
