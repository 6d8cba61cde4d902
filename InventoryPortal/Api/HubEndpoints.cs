using InventoryPortal.Access;

namespace InventoryPortal.Api;

/// <summary>The live hub.</summary>
public static class HubEndpoints
{
    /// <summary>Bytes of one message from a client: a hundred topics fit.</summary>
    private const int MaxMessageBytes = 32 * 1024;

    public static IServiceCollection AddInventoryHub(this IServiceCollection services)
    {
        services.AddSignalR()
            .AddHubOptions<InventoryHub>(o => o.MaximumReceiveMessageSize = MaxMessageBytes)
            .AddJsonProtocol(o => ApiJson.Apply(o.PayloadSerializerOptions));
        services.AddSingleton<HubWatches>();
        services.AddHostedService<HubRightsSweep>();
        return services;
    }

    public static void MapInventoryHub(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHub<InventoryHub>(InventoryHub.Path, o => o.CloseOnAuthenticationExpiration = true)
            .RequireAuthorization(PermissionPolicies.Of(Permissions.View));
}
