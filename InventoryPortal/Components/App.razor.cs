using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace InventoryPortal.Components;

/// <summary>The document. Always rendered on the server; what is inside is interactive but for pages that opt out.</summary>
public sealed partial class App
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private BrowserFacts Facts => BrowserFacts.FromCookies(Http.Request.Cookies);

    private IComponentRenderMode? Mode => Http.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;
}
