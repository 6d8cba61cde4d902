using Microsoft.AspNetCore.Components.Web;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// Says on record what a region of a page failed by: the person reads that it was recorded. The one that the framework brings says it as a
/// warning of its own, which the errors page does not gather.
/// </summary>
internal sealed class RegionFaults(ILogger<RegionFaults> log) : IErrorBoundaryLogger
{
    /// <inheritdoc />
    public ValueTask LogErrorAsync(Exception exception)
    {
        log.LogError(exception, "A part of a page could not be shown.");
        return ValueTask.CompletedTask;
    }
}
