using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Errors;

namespace InventoryPortal.Components.Pages.Errors;

/// <summary>How far back errors are shown and which of them; the address is its only home.</summary>
/// <param name="Hours">1 to <see cref="ErrorQueries.MaxHours"/>.</param>
/// <param name="State">Causes in this state; null shows all.</param>
public sealed record ErrorsFilter(int Hours, string? Type = null, int Page = 1, string? Severity = null, string? Cause = null, CauseState? State = null)
{
    public const string Path = "/errors";
    public const int PageSize = 50;

    /// <summary>What one chooses from: a day, three, a week, a month. Any other number of hours can be written.</summary>
    public static readonly IReadOnlyList<int> Choices = [24, 72, 168, 720];

    private const int MaxPage = 1_000_000;

    /// <summary>Whether single errors are narrowed to a type or a cause.</summary>
    public bool IsNarrow => Type is not null || Cause is not null;

    public static ErrorsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        return new ErrorsFilter(
            query.Number("hours", Choices[0], 1, ErrorQueries.MaxHours),
            query.Text("type"),
            query.Number("page", 1, 1, MaxPage),
            query.Text("severity") is { } severity && ErrorQueries.Severities.Contains(severity) ? severity : null,
            query.Text("cause"),
            query.Word<CauseState>("state"));
    }

    /// <summary>The address of one cause and its errors.</summary>
    public static string OfCause(string cause, int hours) => new ErrorsFilter(hours, Cause: cause).ToUri();

    /// <summary>The same, for the stage.</summary>
    public ErrorSelection ToErrors() => new(Hours, Type, Severity, Cause);

    /// <inheritdoc cref="ToErrors"/>
    public CauseSelection ToCauses() => new(Hours, Severity, State, Cause: Cause);

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("hours", Hours == Choices[0] ? null : Hours.ToString(CultureInfo.InvariantCulture)),
        ("severity", Severity),
        ("state", UriState.Word(State)),
        ("type", Type),
        ("cause", Cause),
        ("page", UriState.Page(Page)));
}
