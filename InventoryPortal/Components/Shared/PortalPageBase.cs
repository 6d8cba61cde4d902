using InventoryPortal.LiveFeed;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace InventoryPortal.Components.Shared;

/// <summary>
/// A page whose state is its address: it loads what the address says, again whenever the query changes, and again when the
/// news concerns it. A newer load makes an older one void.
/// </summary>
public abstract class PortalPageBase : LiveComponent
{
    private int _loads;
    private string _path = "";

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    protected PortalSession Session { get; set; } = null!;

    /// <summary>Whether the first load is done.</summary>
    protected bool IsLoaded { get; private set; }

    /// <summary>
    /// Reads what <paramref name="uri"/> asks for and returns what puts it on the page; the returned action is skipped when a
    /// newer load has begun meanwhile.
    /// </summary>
    protected abstract Task<Action> LoadAsync(Uri uri, CancellationToken cancellationToken);

    /// <summary>Whether the page must read again for this news.</summary>
    protected virtual bool Concerns(LiveBatch news) => news.Gap || news.Touched != LiveAreas.None;

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += Moved;
        await ReloadAsync();
    }

    /// <summary>Reads the page's content anew.</summary>
    protected async Task ReloadAsync()
    {
        var load = ++_loads;
        var uri = new Uri(Navigation.Uri);
        // A page may go from one subject to the next without being made anew.
        _path = uri.AbsolutePath;
        try
        {
            var show = await LoadAsync(uri, Gone);
            if (load == _loads)
            {
                show();
                IsLoaded = true;
            }
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // Left the page.
        }
    }

    protected override async Task<bool> OnNewsAsync(LiveBatch news)
    {
        if (!Concerns(news))
        {
            return false;
        }
        await ReloadAsync();
        return true;
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == _path)
        {
            _ = InvokeAsync(ReadAgainAsync);
        }
    }

    private async Task ReadAgainAsync()
    {
        try
        {
            await ReloadAsync();
            StateHasChanged();
        }
        catch (Exception e) when (!Gone.IsCancellationRequested)
        {
            // Nobody awaits this call: the region's boundary must hear of it.
            await DispatchExceptionAsync(e);
        }
    }

    protected override void OnDisposing() => Navigation.LocationChanged -= Moved;
}
