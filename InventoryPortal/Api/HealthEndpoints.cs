using InventoryPortal.Operations;

namespace InventoryPortal.Api;

/// <summary>One word each, for whoever probes; what is wrong stays in the log.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Text("live")).AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet("/health/ready", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, Readiness readiness) =>
        await readiness.IsReadyAsync(http.RequestAborted)
            ? Results.Text("ready")
            : Results.Text("unready", statusCode: StatusCodes.Status503ServiceUnavailable);
}
