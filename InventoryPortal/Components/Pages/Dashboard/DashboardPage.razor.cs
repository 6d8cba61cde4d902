using Microsoft.AspNetCore.Components.Routing;

namespace InventoryPortal.Components.Pages.Dashboard;

/// <summary>What needs a look, how the channels follow, and what goes on. Every part of it is live by itself; the page only follows its address.</summary>
public sealed partial class DashboardPage
{
    private DashboardFilter _filter = new(IsKiosk: false);

    protected override void OnInitialized()
    {
        _filter = DashboardFilter.Parse(new Uri(Navigation.Uri));
        Navigation.LocationChanged += Moved;
    }

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        var to = new Uri(e.Location);
        if (to.AbsolutePath == DashboardFilter.Path)
        {
            _filter = DashboardFilter.Parse(to);
            _ = InvokeAsync(StateHasChanged);
        }
    }

    public void Dispose() => Navigation.LocationChanged -= Moved;
}
