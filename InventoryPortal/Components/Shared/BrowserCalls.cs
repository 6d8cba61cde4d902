using Microsoft.JSInterop;

namespace InventoryPortal.Components.Shared;

/// <summary>Calls of the browser that nothing depends on: where it is gone, or does not know the script, all goes on without.</summary>
internal static class BrowserCalls
{
    public static async Task TryAsync(Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page was left, or the connection was lost.
        }
    }
}
