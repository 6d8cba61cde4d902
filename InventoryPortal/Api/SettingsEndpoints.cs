using System.Globalization;
using InventoryPortal.Access;
using InventoryPortal.Operations.Backups;
using InventoryPortal.Operations.Settings;

namespace InventoryPortal.Api;

/// <summary>What the page of settings gives away as a file.</summary>
public static class SettingsEndpoints
{
    public static IEndpointRouteBuilder MapSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/settings").RequireAuthorization(PermissionPolicies.Of(Permissions.SettingsManage)).ExcludeFromDescription();
        group.MapGet("/backups/{name}", BackupAsync);
        group.MapGet("/diagnostics.zip", DiagnosticsAsync);
        return routes;
    }

    private static async Task<IResult> BackupAsync(string name, HttpContext http, BackupShelf shelf, CancellationToken cancellationToken) =>
        await shelf.TakeOutAsync(ContextOf(http), name, cancellationToken) is CommandAnswer<string>.Done { Value: var file }
            ? Results.File(file, "application/vnd.sqlite3", name)
            : Results.NotFound();

    private static async Task<IResult> DiagnosticsAsync(HttpContext http, Diagnostics diagnostics, TimeProvider clock, CancellationToken cancellationToken) =>
        await diagnostics.BundleAsync(ContextOf(http), cancellationToken) is CommandAnswer<byte[]>.Done { Value: var bundle }
            ? Results.File(bundle, "application/zip", string.Create(CultureInfo.InvariantCulture, $"diagnostics-{clock.GetUtcNow():yyyyMMdd-HHmmss}.zip"))
            : Results.NotFound();

    // Behind the policy there is always somebody.
    private static CommandContext ContextOf(HttpContext http) => new(http.User.FindCaller()!);
}
