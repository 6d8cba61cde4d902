using InventoryPortal.Components.Preferences;
using InventoryPortal.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Components;

/// <summary>The document. Always rendered on the server; what is inside is interactive but for pages that opt out.</summary>
public sealed partial class App(IOptionsMonitor<PortalOptions> portal)
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    /// <summary>What the person chose, when somebody is signed in.</summary>
    private PersonalLook Look => Http.Features.Get<PersonalLook>() ?? new PersonalLook();

    private BrowserFacts Facts
    {
        get
        {
            var browser = BrowserFacts.FromCookies(Http.Request.Cookies);
            return browser with { Zone = Look.Zone ?? browser.Zone, PortalZone = portal.CurrentValue.TimeZone };
        }
    }

    private bool IsDark => Look.Theme == ThemeChoice.Dark || (Look.Theme == ThemeChoice.System && Facts.Dark);

    private IComponentRenderMode? Mode => Http.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;
}
