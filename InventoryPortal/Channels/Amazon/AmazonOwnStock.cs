using System.Text.Json;
using InventoryPortal.Channels.Http;
using InventoryPortal.Domain.Channels;

namespace InventoryPortal.Channels.Amazon;

/// <summary>What Amazon says of the stock that lies with it.</summary>
/// <param name="Units">By SKU, of those that Amazon keeps stock of.</param>
/// <param name="IsForbidden">The application may not ask: nothing is known.</param>
/// <param name="Unread">SKUs that were not asked for, because of the failure.</param>
internal sealed record AmazonOwnUnits(
    IReadOnlyDictionary<string, int> Units, bool IsForbidden, ReadFailure? Failure, IReadOnlyList<string> Unread, IReadOnlyList<CallTrace> Traces);

/// <summary>Asks for the stock in Amazon's own warehouses (FBA): read only.</summary>
internal sealed class AmazonOwnStock(AmazonCalls calls)
{
    /// <summary>SKUs of one question: Amazon's bound.</summary>
    public const int AtOnce = 50;

    /// <summary>Pages of one question: fifty SKUs fill one, as a rule.</summary>
    private const int MaxPages = 10;

    public async Task<AmazonOwnUnits> ReadAsync(AmazonSeller seller, IReadOnlyList<string> skus, CancellationToken cancellationToken)
    {
        var (units, traces) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<CallTrace>());
        var questions = AmazonListings.Questions(skus, AtOnce).ToList();
        foreach (var (at, some) in questions.Index())
        {
            var (isForbidden, failure) = await ReadAllAsync(seller, some, units, traces, cancellationToken);
            if (isForbidden || failure is not null)
            {
                return new AmazonOwnUnits(units, isForbidden, failure, [.. questions.Skip(at).SelectMany(q => q)], traces);
            }
        }
        return new AmazonOwnUnits(units, false, null, [], traces);
    }

    private async Task<(bool IsForbidden, ReadFailure? Failure)> ReadAllAsync(
        AmazonSeller seller, string[] skus, Dictionary<string, int> units, List<CallTrace> traces, CancellationToken cancellationToken)
    {
        string? token = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var call = await calls.SendAsync(seller, AmazonOperation.InventorySummaries, HttpMethod.Get, PathOf(seller, skus, token), null, cancellationToken);
            traces.Add(call.Trace);
            if (call.Answer is OutboundAnswer.Answered { Status: 403 })
            {
                // The role for Amazon's own stock is one that the rest does not need: without it these quantities are not known, and nothing else is wrong.
                return (true, null);
            }
            if ((AmazonFaults.OfRead(call) ?? Take(call.Body, units, out token)) is { } failure)
            {
                return (false, failure);
            }
            if (token is null)
            {
                return (false, null);
            }
        }
        return (false, new ReadFailure.Unusable($"Amazon's list of its own stock of {skus.Length} SKUs does not end."));
    }

    private static string PathOf(AmazonSeller seller, string[] skus, string? token)
    {
        var marketplace = Uri.EscapeDataString(seller.MarketplaceId);
        return $"/fba/inventory/v1/summaries?details=true&granularityType=Marketplace&granularityId={marketplace}&marketplaceIds={marketplace}"
            + (AmazonListings.IsAskedAlone(skus[0]) ? $"&sellerSku={Uri.EscapeDataString(skus[0])}" : $"&sellerSkus={string.Join(',', skus.Select(Uri.EscapeDataString))}")
            + (token is null ? "" : $"&nextToken={Uri.EscapeDataString(token)}");
    }

    private static ReadFailure.Unusable? Take(ReadOnlyMemory<byte> body, Dictionary<string, int> units, out string? next)
    {
        next = null;
        var unusable = new ReadFailure.Unusable("Amazon's answer is not a list of its own stock.");
        if (!WireJson.TryParse(body, out var document))
        {
            return unusable;
        }
        using (document)
        {
            if (document.RootElement.Member("payload")?.Member("inventorySummaries") is not { ValueKind: JsonValueKind.Array } summaries)
            {
                return unusable;
            }
            foreach (var summary in summaries.EnumerateArray())
            {
                if (summary.Text("sellerSku") is not { } sku || summary.Member("inventoryDetails")?.Member("fulfillableQuantity") is not { } given || !given.TryWhole(out var whole))
                {
                    return unusable;
                }
                units[sku] = whole;
            }
            next = document.RootElement.Member("pagination")?.Text("nextToken");
            return null;
        }
    }
}
