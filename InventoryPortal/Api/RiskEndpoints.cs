using InventoryPortal.Access;
using InventoryPortal.Domain.Risk;
using InventoryPortal.Operations.Risk;

namespace InventoryPortal.Api;

/// <summary>The measured risk of oversells, those there were and why, and the replay laboratory.</summary>
internal static class RiskEndpoints
{
    /// <summary>Whether a product's buffer follows the measured risk.</summary>
    internal sealed record Following(bool Follows);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/risk", ReportAsync).Needs(Permissions.View).Query().Reads<RiskReport>();
        api.MapGet("/risk/flash", FlashAsync).Needs(Permissions.View).Query().Reads<IReadOnlyList<FlashView>>();
        api.MapGet("/oversells", OversellsAsync).Needs(Permissions.View).ListOf<OversellView>("sku", "cause");
        api.MapPost("/replays", ReplayAsync).Needs(Permissions.View).Command<ReplayRequest, ReplayReport>();
        api.MapPost("/products/{sku}/follow-risk", FollowAsync).Needs(Permissions.ProductsEdit).Command<Following, BufferFollowing>(key: true);
    }

    private static async Task<IResult> ReportAsync(HttpContext http, RiskBoard board, RiskQueries risks) =>
        QueryWords.Of(http).Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok((board.Latest ?? await risks.ReadAsync(http.RequestAborted)).Within(await http.ScopeAsync()));

    private static async Task<IResult> FlashAsync(HttpContext http, FlashQueries flash) =>
        QueryWords.Of(http).Refusal is { } refusal ? Answers.Refused(http, refusal) : Answers.Ok(await flash.ListAsync(await http.ScopeAsync(), http.RequestAborted));

    private static async Task<IResult> OversellsAsync(HttpContext http, OversellQueries oversells)
    {
        var query = QueryWords.Of(http);
        var (sku, cause, page) = (query.Text("sku"), query.Word<OversellCause>("cause"), query.Page());
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Ok(await oversells.ListAsync(sku, cause, await http.ScopeAsync(), page, http.RequestAborted));
    }

    private static async Task<IResult> ReplayAsync(HttpContext http, ApiCommand<ReplayRequest> command, ReplayRun replay) =>
        Answers.Of(http, await replay.RunAsync(command.Body, await http.ScopeAsync(), progress: null, http.RequestAborted));

    private static async Task<IResult> FollowAsync(HttpContext http, string sku, ApiCommand<Following> command, BufferStore buffers) =>
        Answers.Of(http, await buffers.FollowAsync(command.Context, ProductEndpoints.Sku(http, sku), command.Body.Follows, http.RequestAborted));
}
