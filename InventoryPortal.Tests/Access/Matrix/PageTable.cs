using InventoryPortal.Domain.Values;
using static InventoryPortal.Tests.Access.Matrix.Touches;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>One page as the matrix opens it.</summary>
/// <param name="Route">As the page declares it.</param>
/// <param name="Path">Filled in.</param>
/// <param name="Lowest">The lowest role that sees its content.</param>
/// <param name="Content">A text that only its content has; null where it is never withheld as a whole.</param>
internal sealed record PageRow(string Route, string Path, Role Lowest = Role.Viewer, Touches Touches = Shared, string? Content = null, Tells Tells = Tells.Nothing);

/// <summary>Every page of the portal behind a sign-in; one without a row fails the matrix.</summary>
internal static class PageTable
{
    /// <summary>Pages that are open to everybody, or only for whoever is signed in as themselves.</summary>
    public static readonly string[] Open = ["/sign-in", "/set-up", "/not-found", "/error", "/access-denied", "/preferences", "/lab", "/account/sessions", "/account/security", "/sign-in/code"];

    public static readonly IReadOnlyList<PageRow> Rows =
    [
        new("/", "/", Tells: Tells.Channels),
        new("/movements", "/movements?kind=sale", Tells: Tells.Channels),
        new("/products", "/products", Tells: Tells.AtMostChannels),
        new("/products/{*Sku}", "/products/SHARED", Tells: Tells.Channels),
        new("/channels", "/channels", Tells: Tells.Channels),
        new("/channels/{Key}", "/channels/north-x1", Touches: Question, Content: "<h1>Nordmarkt"),
        new("/mapping", "/mapping", Tells: Tells.AtMostChannels),
        new("/mapping", "/mapping?channel=north-x1", Touches: Question, Content: "Nordmarkt-1"),
        new("/reconcile", "/reconcile", Tells: Tells.AtMostChannels),
        new("/reconcile", "/reconcile?channel=north-x1", Touches: Question, Content: "Nordmarkt-1"),
        new("/sync", "/sync", Tells: Tells.Channels),
        new("/sync", "/sync?view=calls", Tells: Tells.Channels),
        new("/sync", "/sync?view=work", Tells: Tells.Channels),
        new("/sync", "/sync?view=jobs", Tells: Tells.Channels),
        new("/sync/jobs/{Id:long}", "/sync/jobs/{job}", Touches: Question, Content: "the matrix"),
        new("/sync/jobs/{Id:long}", "/sync/jobs/{jobOfAll}", Touches: Whole, Content: "the matrix"),
        new("/inbox", "/inbox", Tells: Tells.Channels),
        new("/alerts", "/alerts", Tells: Tells.Channels),
        new("/alerts/destinations", "/alerts/destinations", Tells: Tells.Channels),
        new("/errors", "/errors", Tells: Tells.Channels),
        new("/activity", "/activity", Tells: Tells.AtMostChannels),
        new("/activity", "/activity?what=sync.control&subject=markt", Tells: Tells.Channels),
        new("/risk", "/risk", Tells: Tells.AtMostChannels),
        new("/risk", "/risk?view=oversells", Tells: Tells.AtMostChannels),
        new("/risk/replay", "/risk/replay", Tells: Tells.AtMostChannels),
        new("/import", "/import", Tells: Tells.WholeOnly),
        new("/import", "/import?id={import}", Touches: Whole, Content: "Suedmarkt.csv"),
        new("/schedules", "/schedules"),
        new("/users", "/users", Role.Admin, Whole, "admin.all@example.test"),
        new("/users/{Id}/sessions", "/users/{person}/sessions", Role.Admin, Whole, "admin.all@example.test"),
        new("/settings", "/settings", Role.Admin, Whole, "/settings/diagnostics.zip"),
    ];
}
