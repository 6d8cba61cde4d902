namespace InventoryPortal.Lab.WooCommerce;

/// <summary>A product or variation as the simulated store keeps it.</summary>
public sealed class ShopProduct
{
    public required long Id { get; init; }

    /// <summary>0 for a product, else the variable product that this is a variation of.</summary>
    public long ParentId { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public string Sku { get; init; } = "";

    public string Barcode { get; init; } = "";

    /// <summary>Whether this very item keeps a quantity.</summary>
    public bool ManageStock { get; set; }

    public int Stock { get; set; }

    public DateTimeOffset Modified { get; set; }

    /// <summary>Units sold in closed orders that the store has filed away.</summary>
    public int FiledUnits { get; set; }

    public List<long> Variations { get; } = [];

    public string ExternalId => ParentId == 0 ? $"{Id}" : $"{ParentId}/{Id}";
}

/// <summary>One line of an order. Notes are the store's line meta; null when the store wrote none.</summary>
public sealed class ShopLine
{
    public required long Id { get; init; }

    public required long ProductId { get; init; }

    public long VariationId { get; init; }

    public required string Name { get; init; }

    public required string Sku { get; init; }

    public int Quantity { get; set; }

    public int? ReducedStock { get; set; }

    public int? Restocked { get; set; }

    public int Refunded { get; set; }

    public string ExternalId => VariationId == 0 ? $"{ProductId}" : $"{ProductId}/{VariationId}";
}

/// <summary>An order of the simulated store.</summary>
public sealed class ShopOrder
{
    public required long Id { get; init; }

    public required string Status { get; set; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Modified { get; set; }

    public DateTimeOffset? Paid { get; set; }

    public List<ShopLine> Lines { get; } = [];

    public List<(long Id, string Reason)> Refunds { get; } = [];
}

/// <summary>A webhook of the simulated store.</summary>
public sealed class ShopHook
{
    public required long Id { get; init; }

    public string Name { get; set; } = "";

    public string Topic { get; set; } = "";

    public string DeliveryUrl { get; set; } = "";

    public string Secret { get; set; } = "";

    /// <summary>active, paused or disabled.</summary>
    public string Status { get; set; } = "active";

    /// <summary>Failures in a row; switching on again does not reset it.</summary>
    public int Failures { get; set; }

    /// <summary>Notes how a delivery was answered (0: not at all): the seventh failure in a row switches the webhook off.</summary>
    public void Delivered(int status)
    {
        if (status is >= 200 and <= 302)
        {
            Failures = 0;
        }
        else if (Failures > 5)
        {
            Status = "disabled";
        }
        else
        {
            Failures++;
        }
    }
}

/// <summary>One request as the store saw it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">Path under the API: <c>products/batch</c>.</param>
/// <param name="Query">Query with the question mark, or empty.</param>
/// <param name="Body">Body as text.</param>
/// <param name="Authorization">The header as sent; null without.</param>
public sealed record ShopRequest(string Method, string Route, string Query, string Body, string? Authorization)
{
    /// <summary>Method and route with ids replaced: <c>GET products/{id}/variations</c>.</summary>
    public string Shape => $"{Method} {string.Join('/', Route.Split('/').Select(p => p.Length > 0 && p.All(char.IsAsciiDigit) ? "{id}" : p))}";
}
