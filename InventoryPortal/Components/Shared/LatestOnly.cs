namespace InventoryPortal.Components.Shared;

/// <summary>
/// Runs work for the newest input: while one run is under way, any number of further wishes become one more run. For what
/// follows a dragged slider. Used on one circuit's context.
/// </summary>
public sealed class LatestOnly
{
    private bool _isRunning;
    private bool _isWanted;

    /// <summary>Runs <paramref name="work"/>, or leaves it to the run that is under way to do it once more.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        _isWanted = true;
        if (_isRunning)
        {
            return;
        }
        _isRunning = true;
        try
        {
            while (_isWanted)
            {
                _isWanted = false;
                await work();
            }
        }
        finally
        {
            _isRunning = false;
        }
    }
}
