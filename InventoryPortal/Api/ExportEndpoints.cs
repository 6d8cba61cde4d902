using InventoryPortal.Access;
using InventoryPortal.Catalog;
using InventoryPortal.Domain.Channels;
using InventoryPortal.Operations;

namespace InventoryPortal.Api;

/// <summary>Products as files, as the list would show them on all of its pages, in its order; movements, listings and activity of any number.</summary>
internal static class ExportEndpoints
{
    private const string Csv = "text/csv";
    private const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/exports/products.csv", CsvAsync).Needs(Permissions.View).Query(ProductEndpoints.Filters).Produces(StatusCodes.Status200OK, contentType: Csv);
        api.MapGet("/exports/products.xlsx", WorkbookAsync).Needs(Permissions.View).Query(ProductEndpoints.Filters).Produces(StatusCodes.Status200OK, contentType: Workbook);
        api.MapGet("/exports/movements.csv", MovementsAsync).Needs(Permissions.View).Query("sku", "channel", "since", "until").Produces(StatusCodes.Status200OK, contentType: Csv);
        api.MapGet("/exports/activity.csv", ActivityAsync).Needs(Permissions.View).Query("who", "what", "subject", "denied", "since", "until")
            .Produces(StatusCodes.Status200OK, contentType: Csv);
        api.MapGet("/exports/listings.csv", ListingsAsync).Needs(Permissions.View).Query("channel", "state").Produces(StatusCodes.Status200OK, contentType: Csv);
    }

    private static async Task<IResult> ActivityAsync(HttpContext http, ActivityExport export)
    {
        var query = QueryWords.Of(http);
        var selection = new ActivitySelection(
            query.Text("who"), query.Text("what"), query.Text("subject"), query.Text("denied") == "true" ? false : null,
            query.Instant("since"), query.Instant("until"), await http.ScopeAsync());
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Results.Stream(body => export.WriteAsync(selection, body, http.RequestAborted), Csv, "activity.csv");
    }

    private static async Task<IResult> MovementsAsync(HttpContext http, RecordExport export)
    {
        var query = QueryWords.Of(http);
        var selection = new MovementSelection(query.Text("sku"), query.Text("channel"), query.Instant("since"), query.Instant("until"));
        var scope = await http.ScopeAsync();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Results.Stream(body => export.WriteMovementsAsync(selection, scope, body, http.RequestAborted), Csv, "movements.csv");
    }

    private static async Task<IResult> ListingsAsync(HttpContext http, RecordExport export)
    {
        var query = QueryWords.Of(http);
        var (channel, state) = (query.Text("channel"), query.Word<LinkState>("state"));
        var scope = await http.ScopeAsync();
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Results.Stream(body => export.WriteListingsAsync(channel, state, scope, body, http.RequestAborted), Csv, "listings.csv");
    }

    private static Task<IResult> CsvAsync(HttpContext http, ProductExport export) =>
        FileAsync(http, export, Csv, "products.csv", (selection, body) => export.WriteCsvAsync(selection, body, http.RequestAborted));

    private static Task<IResult> WorkbookAsync(HttpContext http, ProductExport export) =>
        FileAsync(http, export, Workbook, "products.xlsx", async (selection, body) =>
        {
            // A workbook is a zip, whose writer goes back; the answer cannot.
            await using var file = ScratchFile.Open();
            await export.WriteWorkbookAsync(selection, file, http.RequestAborted);
            file.Position = 0;
            await file.CopyToAsync(body, http.RequestAborted);
        });

    private static async Task<IResult> FileAsync(
        HttpContext http, ProductExport export, string type, string name, Func<ExportSelection, Stream, Task> write)
    {
        var query = QueryWords.Of(http);
        var search = ProductEndpoints.Search(query, await http.ScopeAsync());
        if (query.Refusal is { } refusal)
        {
            return Answers.Refused(http, refusal);
        }
        return await export.SelectAsync(search, http.RequestAborted) is { } selection
            ? Results.Stream(body => write(selection, body), type, name)
            : Answers.Refused(http, new Refusal(RefusalKind.Unprocessable, "too_many_rows", $"A file holds at most {ProductExport.MaxRows} products; narrow the list."));
    }
}
