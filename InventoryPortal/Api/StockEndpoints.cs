using System.Text.Json;
using InventoryPortal.Access;
using InventoryPortal.Ledger;

namespace InventoryPortal.Api;

/// <summary>Movements, reservations and what the ledger tells of a product.</summary>
internal static class StockEndpoints
{
    /// <summary>Movements of one page unless asked otherwise.</summary>
    private const int StandardTake = 50;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/stock/movements", MoveAsync).Needs(Permissions.StockAdjust)
            .Command<MovementBody, MovementResult>(StatusCodes.Status201Created, key: true);
        api.MapPost("/stock/movements/batch", MoveManyAsync).Needs(Permissions.StockAdjust)
            .Command<MovementBatch, MovementBatchResult>(maxBytes: ApiBody.MaxBatchBytes);
        api.MapPost("/reservations", ReserveAsync).Needs(Permissions.StockReserve)
            .Command<ReservationBody, ReservationResult>(StatusCodes.Status201Created, key: true);
        api.MapPost("/reservations/{id:long}/commit", CommitAsync).Needs(Permissions.StockReserve)
            .Command<NoBody, ReservationResult>(key: true, bodyOptional: true);
        api.MapPost("/reservations/{id:long}/release", ReleaseAsync).Needs(Permissions.StockReserve)
            .Command<NoBody, ReservationResult>(key: true, bodyOptional: true);
        api.MapGet("/products/{sku}/movements", MovementsAsync).Needs(Permissions.View).Query("before", "take").Reads<object>();
        api.MapGet("/products/{sku}/explain", ExplainAsync).Needs(Permissions.View).Query("at").Reads<Explanation>();
    }

    private static async Task<IResult> MoveAsync(HttpContext http, ApiCommand<MovementBody> command, StockStore stock)
    {
        var (movement, refusal) = command.Body.Read();
        return movement is null
            ? Answers.Refused(http, refusal!)
            : Answers.Of(http, await stock.MoveAsync(command.Context, movement, http.RequestAborted));
    }

    private static async Task<IResult> MoveManyAsync(
        HttpContext http, ApiCommand<MovementBatch> command, StockStore stock, AnswerStore answers)
    {
        var items = command.Body.Items ?? [];
        if (items.Count is 0 or > StockStore.MaxBatch)
        {
            return Answers.Refused(http, Refusal.Field("items", $"1 to {StockStore.MaxBatch} items are expected."));
        }
        if (command.Context.Request is null && items.Any(i => i?.IdempotencyKey is null))
        {
            return Answers.Refused(http, IdempotencyKeys.ItemKeyRequired);
        }
        if (await answers.FindAsync<MovementBatchResult>(command.Context.Request, http.RequestAborted) is { } before)
        {
            return Answers.Of(http, before);
        }
        var read = items.Select(item => Read(http, command.Context.Caller, item)).ToList();
        var sound = read.Where(r => r.Refusal is null).Select(r => (r.Command!, r.Request)).ToList();
        var moved = new Queue<CommandAnswer<MovementResult>>(
            await stock.MoveManyAsync(command.Context.Caller, sound, http.RequestAborted));
        var verdicts = items.Zip(read, (item, r) => MovementVerdicts.Of(item, r.Refusal is { } refusal ? refusal : moved.Dequeue())).ToList();
        return Answers.Of(
            http, await answers.RememberAsync(command.Context.Request, new MovementBatchResult(verdicts), http.RequestAborted));
    }

    /// <summary>One movement of a batch, under the request that its own key makes of it.</summary>
    private static (MovementCommand? Command, IdempotentRequest? Request, Refusal? Refusal) Read(HttpContext http, Caller caller, MovementBody? item)
    {
        var (command, refusal) = (item ?? new MovementBody()).Read();
        if (refusal is not null)
        {
            var missing = string.Join(", ", refusal.Errors!.Keys);
            return (null, null, refusal with { Detail = $"Required and missing: {missing}." });
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(item, ApiJson.Options);
        var (request, keyRefusal) = IdempotencyKeys.OfItem(http, caller, item!.IdempotencyKey, body, StatusCodes.Status201Created);
        return (command, request, keyRefusal);
    }

    private static async Task<IResult> ReserveAsync(HttpContext http, ApiCommand<ReservationBody> command, ReservationStore reservations)
    {
        var (reserve, refusal) = command.Body.Read();
        return reserve is null
            ? Answers.Refused(http, refusal!)
            : Answers.Of(http, await reservations.ReserveAsync(command.Context, reserve, http.RequestAborted));
    }

    private static async Task<IResult> CommitAsync(HttpContext http, long id, ApiCommand<NoBody> command, ReservationStore reservations) =>
        Answers.Of(http, await reservations.CommitAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> ReleaseAsync(HttpContext http, long id, ApiCommand<NoBody> command, ReservationStore reservations) =>
        Answers.Of(http, await reservations.ReleaseAsync(command.Context, id, http.RequestAborted));

    private static async Task<IResult> MovementsAsync(HttpContext http, string sku, LedgerQueries ledger)
    {
        var query = QueryWords.Of(http);
        sku = ProductEndpoints.Sku(http, sku);
        var before = query.Id("before");
        var take = query.Number("take", StandardTake, 1, LedgerQueries.MaxPage);
        return query.Refusal is { } refusal
            ? Answers.Refused(http, refusal)
            : Answers.Found(http, await ledger.MovementsAsync(sku, before, until: null, take, await http.ScopeAsync(), http.RequestAborted), $"Product {sku}");
    }

    private static async Task<IResult> ExplainAsync(HttpContext http, string sku, LedgerQueries ledger)
    {
        var query = QueryWords.Of(http);
        sku = ProductEndpoints.Sku(http, sku);
        var at = query.Instant("at");
        if (query.Refusal is { } refusal)
        {
            return Answers.Refused(http, refusal);
        }
        return await ledger.ExplainAsync(sku, at, await http.ScopeAsync(), http.RequestAborted) switch
        {
            CommandAnswer<Explanation>.Done done => Answers.Ok(done.Value),
            CommandAnswer<Explanation>.Refused refused => Answers.Refused(http, refused.Refusal),
            var other => throw new InvalidOperationException($"{other} is no answer to a read."),
        };
    }
}
