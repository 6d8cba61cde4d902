using InventoryPortal.Domain.Values;
using static InventoryPortal.Domain.Values.Role;
using static InventoryPortal.Tests.Access.Matrix.Touches;

namespace InventoryPortal.Tests.Access.Matrix;

/// <summary>What an answer must tell of the two channels.</summary>
public enum Tells
{
    /// <summary>Nothing of any channel.</summary>
    Nothing,

    /// <summary>Of every channel within the caller's scope, and of no other.</summary>
    Channels,

    /// <summary>Of channels within the caller's scope at most.</summary>
    AtMostChannels,

    /// <summary>Only what concerns all channels at once, so nothing to who is limited.</summary>
    WholeOnly,
}

/// <summary>One way to call an endpoint.</summary>
/// <param name="Route">Method and pattern, as the portal maps it.</param>
/// <param name="Path">Filled in: names in braces are made anew for every call (<see cref="MatrixWorld.FillAsync"/>).</param>
/// <param name="Body">JSON, "file" for an upload, null for none.</param>
/// <param name="WrongIsAllowed">400 answers a caller who may, too.</param>
/// <param name="MissingIsAllowed">404 likewise: there is nothing to have.</param>
internal sealed record ApiRow(
    string Route, string Path, Role Lowest, Touches Touches, string? Body = null, Tells Tells = Tells.Nothing, bool WrongIsAllowed = false, bool MissingIsAllowed = false)
{
    public string Method => Route[..Route.IndexOf(' ', StringComparison.Ordinal)];
}

/// <summary>Every endpoint of the contract; one without a row fails the matrix.</summary>
internal static class ApiTable
{
    private const string Movement = """{"sku":"SHARED","kind":"restock","quantity":1,"channel":"north-x1"}""";
    private const string Anywhere = """{"sku":"SHARED","kind":"restock","quantity":1}""";
    private const string Destination = """{"name":"{unique}","kind":"mail","address":"a@example.test"}""";

    public static readonly IReadOnlyList<ApiRow> Rows =
    [
        .. Reads(),
        new("POST /products", "/products", Editor, Shared, """{"sku":"{unique}","name":"A"}"""),
        new("POST /products/batch", "/products/batch", Editor, Shared, """{"items":[{"sku":"{unique}","name":"A"}]}"""),
        new("PUT /products/{sku}", "/products/SHARED", Editor, Shared, """{"name":"B"}""", Tells.Channels),
        new("POST /products/{sku}/follow-risk", "/products/SHARED/follow-risk", Editor, Shared, """{"follows":false}"""),
        new("POST /stock/movements", "/stock/movements", Operator, Question, Movement),
        new("POST /stock/movements", "/stock/movements", Operator, Whole, Anywhere),
        new("POST /stock/movements/batch", "/stock/movements/batch", Operator, Question, """{"items":[{"sku":"SHARED","kind":"restock","quantity":1,"channel":"north-x1","idempotencyKey":"{unique}"}]}"""),
        new("POST /stock/movements/batch", "/stock/movements/batch", Operator, Whole, """{"items":[{"sku":"SHARED","kind":"restock","quantity":1,"idempotencyKey":"{unique}"}]}"""),
        new("POST /reservations", "/reservations", Operator, Question, """{"sku":"SHARED","quantity":1,"reference":"r","channel":"north-x1"}"""),
        new("POST /reservations", "/reservations", Operator, Whole, """{"sku":"SHARED","quantity":1,"reference":"r"}"""),
        new("POST /reservations/{id:long}/commit", "/reservations/{reservation}/commit", Operator, Question),
        new("POST /reservations/{id:long}/release", "/reservations/{reservation}/release", Operator, Question),
        new("POST /reservations/{id:long}/release", "/reservations/{reservationOfNone}/release", Operator, Whole),
        new("POST /channels", "/channels", Admin, Question, """{"key":"north-x1","kind":"wooCommerce","name":"N",""" + Store + "}"),
        new("PUT /channels/{key}", "/channels/north-x1", Editor, Question, """{"weight":2}"""),
        new("PUT /channels/{key}", "/channels/north-x1", Admin, Question, "{" + Store + "}"),
        new("POST /channels/{key}/test", "/channels/north-x1/test", Admin, Question),
        new("POST /channels/{key}/pause", "/channels/north-x1/pause", Operator, Question, "{}"),
        new("POST /channels/{key}/resume", "/channels/north-x1/resume", Operator, Question, "{}"),
        new("POST /channels/{key}/approve", "/channels/north-x1/approve", Editor, Question, "{}"),
        new("POST /channels/{key}/reconcile", "/channels/north-x1/reconcile", Operator, Question, "{}"),
        new("PUT /channels/{key}/listings/{**externalId}", "/channels/north-x1/listings/Nordmarkt-1", Editor, Question, """{"weight":2}"""),
        new("POST /channels/{key}/listings/auto-map", "/channels/north-x1/listings/auto-map", Editor, Question, """{"dryRun":true}"""),
        new("POST /channels/{key}/listings/import", "/channels/north-x1/listings/import", Operator, Question, "{}"),
        new("POST /sync-jobs", "/sync-jobs", Operator, Question, """{"kind":"channelSync","channel":"north-x1"}"""),
        new("POST /sync-jobs", "/sync-jobs", Operator, Whole, """{"kind":"fullSync"}"""),
        new("POST /sync-jobs", "/sync-jobs", Operator, Whole, """{"kind":"productSync","sku":"SHARED"}"""),
        new("POST /sync-jobs/{id:long}/retry", "/sync-jobs/{failed}/retry", Operator, Question),
        new("POST /sync-jobs/{id:long}/retry", "/sync-jobs/{cancelledImport}/retry", Editor, Whole),
        new("POST /sync-jobs/{id:long}/cancel", "/sync-jobs/{job}/cancel", Operator, Question),
        new("POST /sync-jobs/{id:long}/cancel", "/sync-jobs/{jobOfAll}/cancel", Operator, Whole),
        new("POST /events/{id:long}/replay", "/events/{event}/replay", Operator, Question),
        new("POST /alerts/{id:long}/acknowledge", "/alerts/{alert}/acknowledge", Operator, Question),
        new("POST /alerts/{id:long}/acknowledge", "/alerts/{alertOfNone}/acknowledge", Operator, Shared),
        new("POST /alerts/{id:long}/snooze", "/alerts/{alert}/snooze", Operator, Question, """{"until":null}"""),
        new("POST /alerts/{id:long}/assign", "/alerts/{alert}/assign", Operator, Question, """{"to":"x"}"""),
        new("POST /alerts/{id:long}/note", "/alerts/{alert}/note", Operator, Question, """{"note":"x"}"""),
        new("POST /alerts/{id:long}/resolve", "/alerts/{alert}/resolve", Operator, Question),
        new("POST /alerts/{id:long}/reopen", "/alerts/{alert}/reopen", Operator, Question),
        new("POST /alert-destinations", "/alert-destinations", Admin, Whole, Destination),
        new("PUT /alert-destinations/{id:long}", "/alert-destinations/{destination}", Admin, Whole, Destination),
        new("DELETE /alert-destinations/{id:long}", "/alert-destinations/{destination}", Admin, Whole),
        new("POST /alert-destinations/{id:long}/test", "/alert-destinations/{destination}/test", Admin, Whole),
        new("POST /alert-deliveries/{id:long}/retry", "/alert-deliveries/{delivery}/retry", Operator, Question),
        new("POST /errors/causes/{cause}/resolve", "/errors/causes/channel.unreachable:north-x1/resolve", Operator, Question),
        new("POST /errors/causes/{cause}/resolve", "/errors/causes/request.failed/resolve", Operator, Shared),
        new("POST /errors/causes/{cause}/retry", "/errors/causes/job.failed/retry{failedToo}", Operator, Question),
        new("POST /schedules/{name}/run", "/schedules/full-sync/run", Operator, Whole),
        new("POST /schedules/{name}/pause", "/schedules/full-sync/pause", Operator, Whole, "{}"),
        new("POST /schedules/{name}/resume", "/schedules/full-sync/resume", Operator, Whole),
        new("PUT /schedules/{name}", "/schedules/full-sync", Admin, Whole, """{"time":"03:30"}"""),
        new("POST /replays", "/replays", Viewer, Question, """{"days":1,"channels":{"north-x1":{"weight":1}}}"""),
        new("POST /replays", "/replays", Viewer, Shared, """{"days":1}"""),
        new("POST /imports/products", "/imports/products", Editor, Whole, "file"),
        new("POST /imports/counts", "/imports/counts", Operator, Whole, "file"),
        new("POST /imports/mappings", "/imports/mappings", Editor, Whole, "file"),
        new("POST /imports/rules", "/imports/rules", Editor, Whole, "file"),
        new("POST /imports/{id:long}/apply", "/imports/{import}/apply", Operator, Whole),
        new("POST /imports/{id:long}/columns", "/imports/{import}/columns", Operator, Whole, """{"columns":{}}""", WrongIsAllowed: true),
        new("POST /imports/{id:long}/undo", "/imports/{import}/undo", Operator, Whole),
    ];

    private const string Store =
        """
        "settings":{"baseUrl":"http://127.0.0.1:9"},"credentials":{"consumerKey":"ck_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","consumerSecret":"cs_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","webhookSecret":"hook-secret"}
        """;

    private static IEnumerable<ApiRow> Reads()
    {
        ApiRow Read(string route, Touches touches = Shared, Tells tells = Tells.Nothing, string? path = null) => new("GET " + route, path ?? route, Viewer, touches, null, tells);
        yield return Read("/products");
        yield return Read("/products", path: "/products?channel=north-x1");
        yield return Read("/products/{sku}", tells: Tells.Channels, path: "/products/SHARED");
        yield return Read("/products/{sku}/movements", tells: Tells.Channels, path: "/products/SHARED/movements?take=500");
        yield return Read("/products/{sku}/explain", tells: Tells.Channels, path: "/products/SHARED/explain");
        yield return Read("/channels", tells: Tells.Channels);
        yield return Read("/channels/{key}", Question, path: "/channels/north-x1");
        yield return Read("/channels/{key}/gaps", Question, path: "/channels/north-x1/gaps");
        yield return Read("/channels/{key}/listings", Question, path: "/channels/north-x1/listings");
        yield return Read("/channels/{key}/listings/{**externalId}", Question, path: "/channels/north-x1/listings/Nordmarkt-1");
        yield return Read("/sync/status", tells: Tells.Channels);
        yield return Read("/sync-jobs", tells: Tells.Channels, path: "/sync-jobs?pageSize=500");
        yield return Read("/sync-jobs/{id:long}", Question, path: "/sync-jobs/{job}");
        yield return Read("/sync-jobs/{id:long}", Whole, path: "/sync-jobs/{jobOfAll}");
        yield return Read("/events", tells: Tells.Channels, path: "/events?pageSize=500");
        yield return Read("/alerts", tells: Tells.Channels, path: "/alerts?pageSize=500");
        yield return Read("/alert-destinations", tells: Tells.Channels);
        yield return Read("/alert-deliveries", tells: Tells.Channels, path: "/alert-deliveries?pageSize=500");
        yield return Read("/errors", tells: Tells.Channels);
        yield return Read("/errors/causes", tells: Tells.Channels);
        yield return Read("/oversells", tells: Tells.Channels);
        yield return Read("/risk", tells: Tells.AtMostChannels);
        yield return Read("/risk/flash", tells: Tells.Channels);
        yield return Read("/schedules");
        yield return Read("/imports", tells: Tells.WholeOnly);
        yield return Read("/imports/{id:long}", Whole, path: "/imports/{import}");
        yield return Read("/imports/{id:long}/lines", Whole, path: "/imports/{import}/lines");
        // Its file is made of parts that no import of the matrix has, so there is nothing to have for anybody.
        yield return new("GET /imports/{id:long}/rejected.csv", "/imports/{import}/rejected.csv", Viewer, Shared, MissingIsAllowed: true);
        foreach (var kind in new[] { "products", "counts", "mappings", "rules" })
        {
            yield return Read($"/imports/{kind}/template.csv");
        }
        yield return Read("/exports/products.csv");
        yield return Read("/exports/products.xlsx");
        yield return Read("/exports/movements.csv", tells: Tells.Channels);
        yield return Read("/exports/listings.csv", tells: Tells.Channels);
        yield return Read("/exports/activity.csv", tells: Tells.Channels);
    }
}
