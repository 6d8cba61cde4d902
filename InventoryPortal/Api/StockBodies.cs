using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Access;
using InventoryPortal.Domain.Stock;
using InventoryPortal.Ledger;

namespace InventoryPortal.Api;

/// <summary>One movement as it is sent; in a batch with a key of its own.</summary>
internal sealed record MovementBody(
    string? Sku = null,
    MovementKind? Kind = null,
    int? Quantity = null,
    string? Reference = null,
    string? Channel = null,
    string? Reason = null,
    string? Note = null,
    bool? AllowOversell = null,
    string? IdempotencyKey = null)
{
    /// <summary>The command, or every required member that is missing.</summary>
    public (MovementCommand? Command, Refusal? Refusal) Read()
    {
        var missing = new RequiredMembers().Need("sku", Sku).Need("kind", Kind).Need("quantity", Quantity);
        return missing.Refusal is { } refusal
            ? (null, refusal)
            : (new MovementCommand(Sku!, Kind!.Value, Quantity!.Value, Reference, Channel, Reason, Note, AllowOversell ?? false), null);
    }
}

/// <summary>A batch of movements.</summary>
internal sealed record MovementBatch(IReadOnlyList<MovementBody?>? Items);

/// <summary>One verdict per movement of a batch, in its order: the result with status recorded, or code and detail with status rejected.</summary>
internal sealed record MovementBatchResult(IReadOnlyList<JsonObject> Results);

/// <summary>Units to be promised.</summary>
internal sealed record ReservationBody(
    string? Sku = null, int? Quantity = null, string? Reference = null, string? Channel = null, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>The command, or every required member that is missing.</summary>
    public (ReserveCommand? Command, Refusal? Refusal) Read()
    {
        var missing = new RequiredMembers().Need("sku", Sku).Need("quantity", Quantity).Need("reference", Reference);
        return missing.Refusal is { } refusal
            ? (null, refusal)
            : (new ReserveCommand(Sku!, Quantity!.Value, Reference!, Channel, ExpiresAt), null);
    }
}

/// <summary>Gathers the required members that were left out.</summary>
internal sealed class RequiredMembers
{
    private readonly Dictionary<string, string[]> _missing = new(StringComparer.Ordinal);

    /// <summary>What to answer; null when nothing is missing.</summary>
    public Refusal? Refusal => _missing.Count == 0 ? null : Access.Refusal.Fields(_missing);

    /// <summary>Notes a member that must not be null.</summary>
    public RequiredMembers Need(string member, object? value)
    {
        if (value is null)
        {
            _missing[member] = ["It is required."];
        }
        return this;
    }
}

/// <summary>Writes the verdicts of a batch of movements.</summary>
internal static class MovementVerdicts
{
    public static JsonObject Of(MovementBody? item, CommandAnswer<MovementResult> answer) => answer switch
    {
        CommandAnswer<MovementResult>.Done done => Recorded(item, JsonSerializer.SerializeToNode(done.Value, ApiJson.Options)!.AsObject()),
        CommandAnswer<MovementResult>.Refused refused => Rejected(item, refused.Refusal.Code, refused.Refusal.Detail),
        CommandAnswer<MovementResult>.Replayed replayed => Replayed(item, replayed.Answer),
        _ => throw new InvalidOperationException($"{answer} is no answer."),
    };

    private static JsonObject Recorded(MovementBody? item, JsonObject result)
    {
        result["idempotencyKey"] = item?.IdempotencyKey;
        result["status"] = "recorded";
        return result;
    }

    private static JsonObject Replayed(MovementBody? item, StoredAnswer answer)
    {
        var stored = JsonNode.Parse(answer.Body)!.AsObject();
        var verdict = answer.Status < StatusCodes.Status400BadRequest
            ? Recorded(item, stored)
            : Rejected(item, stored["code"]!.GetValue<string>(), stored["detail"]!.GetValue<string>());
        verdict["replayed"] = true;
        return verdict;
    }

    private static JsonObject Rejected(MovementBody? item, string code, string detail) => new()
    {
        ["sku"] = item?.Sku,
        ["idempotencyKey"] = item?.IdempotencyKey,
        ["status"] = "rejected",
        ["code"] = code,
        ["detail"] = detail,
    };
}
