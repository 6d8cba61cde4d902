using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using InventoryPortal.Lab.Book;

namespace InventoryPortal.Lab;

/// <summary>
/// A store's book on disk: one line for each changed product or order, the last line of a thing counts. Every change is
/// handed to the operating system before anybody can see it, so that a portal that is killed finds its stores as the ledger
/// knows them; a power cut may lose the last lines. Not locked: the shop calls it under its own lock.
/// </summary>
internal sealed class ShopJournal : IDisposable
{
    /// <summary>Bytes after which the file is written anew with only what counts: some hours of brisk trade.</summary>
    private const long CompactAfter = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        IncludeFields = true,
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private readonly string _file;
    private FileStream? _stream;

    public ShopJournal(string file) => _file = file;

    private sealed record Line(ShopProduct? Product = null, ShopOrder? Order = null, long Filed = 0, string? Owner = null);

    /// <summary>Whose book it is; null when the file does not say, or there is none.</summary>
    public string? Owner { get; private set; }

    /// <summary>Reads what was kept into the book and starts a fresh file; false when nothing was kept.</summary>
    public bool Load(ShopBook book)
    {
        foreach (var text in File.Exists(_file) ? File.ReadLines(_file) : [])
        {
            Restore(book, text);
        }
        Compact(book);
        return book.Products.Count > 0;
    }

    /// <summary>Starts a fresh file of this book for <paramref name="owner"/>.</summary>
    public void Begin(ShopBook book, string owner)
    {
        Owner = owner;
        Compact(book);
    }

    /// <summary>Keeps the present state of these things.</summary>
    public void Write(ShopBook book, IEnumerable<ShopProduct> products, IEnumerable<ShopOrder> orders, IEnumerable<long> filed)
    {
        var lines = products.Select(p => new Line(Product: p)).Concat(orders.Select(o => new Line(Order: o))).Concat(filed.Select(id => new Line(Filed: id)));
        Append(lines);
        if (_stream!.Length > CompactAfter)
        {
            Compact(book);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _stream?.Dispose();

    private void Restore(ShopBook book, string text)
    {
        Line? line;
        try
        {
            line = JsonSerializer.Deserialize<Line>(text, Json);
        }
        catch (JsonException)
        {
            // Only the last line can be torn; what it said was seen by nobody.
            return;
        }
        Owner = line?.Owner ?? Owner;
        if (line?.Product is { } product)
        {
            book.Restore(product);
        }
        if (line?.Order is { } order)
        {
            book.Restore(order);
        }
        if (line?.Filed > 0)
        {
            book.Orders.Remove(line.Filed);
        }
    }

    private void Compact(ShopBook book)
    {
        _stream?.Dispose();
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        var fresh = _file + ".new";
        _stream = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.Read);
        Append(book.Products.Values.Select(p => new Line(Product: p)).Prepend(new Line(Owner: Owner)).Concat(book.Orders.Values.Select(o => new Line(Order: o))));
        _stream.Dispose();
        File.Move(fresh, _file, overwrite: true);
        _stream = new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    private void Append(IEnumerable<Line> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(JsonSerializer.Serialize(line, Json)).Append('\n');
        }
        _stream!.Write(Encoding.UTF8.GetBytes(text.ToString()));
        _stream.Flush();
    }
}
