using System.Text.Json.Nodes;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab.Shopify;

/// <summary>The shop's bucket of points, which fills again by itself, and what an answer tells of it.</summary>
internal sealed class ShopifyBucket(ShopBook book)
{
    /// <summary>The bucket of the second largest plan, and what it gets back in a second: the demo trades as a large shop does. Points.</summary>
    private const double Size = 20_000;
    private const double Restored = 1_000;

    private double _points = Size;
    private DateTimeOffset _countedAt;

    /// <summary>Whether a call that asks for so many points may be worked on now.</summary>
    public bool Holds(double points)
    {
        var now = book.Now;
        _points = Math.Min(Size, _points + (Math.Max(0, (now - _countedAt).TotalSeconds) * Restored));
        _countedAt = now;
        return points <= _points;
    }

    public void Take(double points) => _points -= points;

    /// <summary>The <c>extensions</c> of an answer.</summary>
    /// <param name="used">Null for a call that was not worked on.</param>
    public JsonObject Told(double asked, double? used) => Told(asked, used, _points);

    public static JsonObject Told(double asked, double? used, double left) => new()
    {
        ["cost"] = new JsonObject
        {
            ["requestedQueryCost"] = asked,
            ["actualQueryCost"] = used,
            ["throttleStatus"] = new JsonObject { ["maximumAvailable"] = Size, ["currentlyAvailable"] = Math.Floor(left), ["restoreRate"] = Restored },
        },
    };
}
