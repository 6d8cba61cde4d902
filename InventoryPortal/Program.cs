using InventoryPortal;
using InventoryPortal.Access;
using InventoryPortal.Api;
using InventoryPortal.Catalog;
using InventoryPortal.Channels;
using InventoryPortal.Components;
using InventoryPortal.Dispatch;
using InventoryPortal.Intake;
using InventoryPortal.Lab;
using InventoryPortal.Ledger;
using InventoryPortal.LiveFeed;
using InventoryPortal.Nodes;
using InventoryPortal.Operations;
using InventoryPortal.Operations.Verbs;
using InventoryPortal.Persistence;
using InventoryPortal.Reconciliation;

try
{
    var asked = CommandLine.Read(args);
    if (asked is CommandLine.Say said)
    {
        return await said.SayAsync();
    }
    var builder = WebApplication.CreateBuilder(HttpSurface.Options(asked.Settings));
    builder.QuietFor(asked);
    builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = true);
    builder.AddSettingForms();
    builder.AddHttpSurface();

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
    builder.AddLab();
    builder.AddApi();
    builder.AddPortalComponents();

    var app = builder.Build();
    if (asked is CommandLine.Run { Call: var call })
    {
        return await app.Services.RunVerbAsync(call);
    }
    await app.PrepareAsync();
    app.UseOperations();

    app.UseHttpSurface();
    // Named here, behind the surface: its pages for errors and lost addresses must be found anew when it shows them.
    app.UseRouting();
    app.UsePortalCultures();
    app.UseApi();
    app.UseAuthentication();
    app.UsePortalLook();
    app.UseSecondFactorRule();
    app.UseAuthorization();
    app.UseAntiforgery();

    app.MapAccount();
    app.MapWebhooks();
    app.MapLab();
    app.MapPortalComponents();
    app.MapApi();
    app.MapOperations();

    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartFailure.Describe(e) is { } line)
{
    await Console.Error.WriteLineAsync(line);
    return 1;
}

/// <summary>Named so that tests can host the whole portal.</summary>
public partial class Program;
