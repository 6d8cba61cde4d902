namespace InventoryPortal.Catalog.Imports;

/// <summary>One row of a table.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Cells">As written; a blank one is empty.</param>
internal sealed record SheetRecord(int Line, string[] Cells)
{
    /// <summary>Why the row cannot be trusted; one sentence. Null when it can.</summary>
    public string? Fault { get; init; }

    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>A file as rows of cells, read once from its beginning; the first row is its heading.</summary>
internal interface ISheet : IAsyncDisposable
{
    /// <summary>As found, for people; null where the format has none.</summary>
    string? Encoding { get; }

    string? Separator { get; }

    /// <summary>Reads row by row, in bounded memory.</summary>
    /// <exception cref="SheetException">It is no such file, or breaks off.</exception>
    IAsyncEnumerable<SheetRecord> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>A file cannot be read; the message is for people.</summary>
internal sealed class SheetException(string message, Exception? inner = null) : Exception(message, inner);
