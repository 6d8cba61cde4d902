using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InventoryPortal.Access;
using InventoryPortal.Domain.Imports;
using InventoryPortal.Ledger;
using InventoryPortal.Persistence;
using InventoryPortal.Persistence.Rows;

namespace InventoryPortal.Catalog.Imports;

/// <summary>One line of a file with its cells by field, before anything is said of it.</summary>
internal sealed class DraftLine(long id, SheetRecord row, IReadOnlyDictionary<string, int> columns, int width)
{
    /// <summary>Codes of lines whose cells are not where they seem to be.</summary>
    internal const string BrokenQuotes = "broken_quotes", TooManyCells = "too_many_cells";

    public long Id => id;

    public int Line => row.Line;

    /// <summary>What can be said without knowing what the line is about; null when nothing is wrong.</summary>
    public (string Code, string Detail)? Fault =>
        row.Fault is { } fault ? (BrokenQuotes, fault)
        : row.Cells.Length > width && row.Cells.Skip(width).Any(c => !string.IsNullOrWhiteSpace(c))
            ? (TooManyCells, $"The row has {row.Cells.Length} cells and the heading {width}: a separator may stand in a value without quotes.")
        : null;

    /// <summary>The trimmed cell of a field, as it was before a spreadsheet's guard; null when it is blank or has no column.</summary>
    public string? Text(string field) =>
        columns.TryGetValue(field, out var place) && place < row.Cells.Length && row.Cells[place].Trim() is { Length: > 0 } text
            ? Domain.Values.SpreadsheetText.Original(text)
            : null;

    public CellNumber Number(string field) => CellNumber.Read(columns.TryGetValue(field, out var place) && place < row.Cells.Length ? row.Cells[place] : null);

    /// <summary>The line, not valid.</summary>
    public ImportLineRow Rejected(string subject, string code, string detail) =>
        Judged(subject, ImportVerdict.Rejected, code: code, detail: detail);

    /// <summary>The line names what an earlier valid one named: of two figures only a person knows the right one.</summary>
    public ImportLineRow Repeated(string subject, int before) => Rejected(subject, "duplicate_in_file", $"{subject} stands on line {before} already.");

    /// <summary>The line with a verdict.</summary>
    public ImportLineRow Judged(
        string subject, ImportVerdict verdict, long? targetId = null, string? before = null, string? after = null, string? code = null, string? detail = null) => new()
        {
            Id = id,
            Line = row.Line,
            Subject = Cut(subject, Lengths.Title),
            Verdict = verdict,
            TargetId = targetId,
            Before = before,
            After = after,
            Code = code,
            Detail = detail is null ? null : Cut(detail, Lengths.Error),
        };

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>What a kind of file means: how its lines are judged, applied and taken back.</summary>
internal interface IImportKind
{
    ImportKind Kind { get; }

    /// <summary>Lines of one transaction: others wait for at most this many.</summary>
    int ChunkSize { get; }

    /// <summary>Verdicts of lines that are to be applied.</summary>
    IReadOnlyList<ImportVerdict> Opens { get; }

    /// <summary>Says of each line what it would do now, and remembers what the file has named already.</summary>
    Task<IReadOnlyList<ImportLineRow>> JudgeAsync(PortalDbContext db, IReadOnlyList<DraftLine> lines, SeenKeys seen, CancellationToken cancellationToken);

    /// <summary>Whether it changes how units are divided, so that the guard is asked first.</summary>
    bool Weighs { get; }

    /// <summary>Tells the guard what these lines would do to listings, or what taking them back would; counted units are facts and tell nothing.</summary>
    Task WeighAsync(PortalDbContext db, BulkHold hold, IReadOnlyList<ImportLineRow> lines, bool undo, CancellationToken cancellationToken);

    /// <summary>Applies the valid ones of these lines in one transaction; a line that was applied already is passed over.</summary>
    Task<CommandAnswer<LinesOutcome>> ApplyAsync(CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken);

    /// <summary>Takes the applied ones of these lines back in one transaction.</summary>
    Task<CommandAnswer<LinesOutcome>> UndoAsync(CommandContext context, long importId, IReadOnlyList<ImportLineRow> lines, BulkHold hold, CancellationToken cancellationToken);
}

/// <summary>How what a line keeps is written.</summary>
internal static class LineJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
