using InventoryPortal.Components.Layout;
using InventoryPortal.Components.Localisation;
using InventoryPortal.Components.Pages.Alerts;
using InventoryPortal.Components.Pages.Channels;
using InventoryPortal.Components.Pages.Mapping;
using InventoryPortal.Components.Preferences;
using InventoryPortal.Components.Shared;
using InventoryPortal.Operations.AccountMail;
using InventoryPortal.Operations.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;

namespace InventoryPortal.Components;

/// <summary>The pages: interactive server components under one layout.</summary>
public static class ComponentsFeature
{
    /// <summary>
    /// Largest message of a browser to its circuit, in bytes. The default of 32 KB ends the circuit when somebody pastes a long
    /// text; larger uploads go through HTTP.
    /// </summary>
    private const int MaxMessageBytes = 256 * 1024;

    /// <summary>Messages shown at once; more would cover the page on a phone.</summary>
    private const int MaxSnackbars = 3;

    public static IHostApplicationBuilder AddPortalComponents(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);
        services.Replace(ServiceDescriptor.Scoped<IErrorBoundaryLogger, RegionFaults>());
        services.AddCascadingAuthenticationState();
        services.Configure<RequestLocalizationOptions>(options => PortalCultures.Configure(options, builder.Configuration["Portal:Culture"]));
        services.AddPortalUi();
        return builder;
    }

    /// <summary>What components need besides the stages; tests of components use it too.</summary>
    internal static IServiceCollection AddPortalUi(this IServiceCollection services)
    {
        services.AddLocalization(options => options.ResourcesPath = "Resources");
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            mud.SnackbarConfiguration.MaxDisplayedSnackbars = MaxSnackbars;
            mud.SnackbarConfiguration.PreventDuplicates = true;
        });
        services.AddSingleton<IAlertWords, AlertWords>();
        services.AddSingleton<IReaderLook, ReaderLook>();
        services.AddScoped<RefusalText>();
        services.AddScoped<AllocationSentence>();
        services.AddScoped<ChannelTexts>();
        services.AddScoped<ChannelSteering>();
        services.AddScoped<MappingTexts>();
        services.AddScoped<ReconcileReads>();
        services.AddScoped<PortalSession>();
        services.AddScoped<LiveHealth>();
        services.AddScoped<LivePause>();
        services.AddScoped<PaletteSearch>();
        services.AddScoped<PaletteCommands>();
        return services;
    }

    /// <summary>The person's language for everything after it: before routing and sign-in pages.</summary>
    public static IApplicationBuilder UsePortalCultures(this IApplicationBuilder app) => app.UseRequestLocalization();

    /// <summary>What the person chose, in every document: behind the sign-in.</summary>
    public static IApplicationBuilder UsePortalLook(this IApplicationBuilder app) => app.UsePersonalLook();

    public static IEndpointRouteBuilder MapPortalComponents(this IEndpointRouteBuilder routes)
    {
        routes.MapStaticAssets().AllowAnonymous();
        routes.MapCulture();
        routes.MapLook();
        routes.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return routes;
    }
}
