using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace InventoryPortal.Components;

/// <summary>Root of everything interactive; hands down what is known of the browser.</summary>
public sealed partial class Routes(IJSRuntime script)
{
    /// <summary>How long the browser may take to name its zone; until then, and without an answer, UTC is shown.</summary>
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(2);

    private BrowserFacts _facts = new(null, false);

    /// <summary>Zone and colours of the browser, as known when the document was made.</summary>
    [Parameter]
    public BrowserFacts Facts { get; set; } = new(null, false);

    protected override void OnInitialized() => _facts = Facts;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _facts.Zone is not null)
        {
            return;
        }
        try
        {
            // Only the very first visit comes here: afterwards the cookie names the zone.
            var zone = await script.InvokeAsync<string?>("portal.newZone", AskLimit);
            if (zone is { Length: <= BrowserFacts.MaxZoneLength } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            {
                _facts = _facts with { Zone = zone };
                StateHasChanged();
            }
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // UTC stays.
        }
    }
}
