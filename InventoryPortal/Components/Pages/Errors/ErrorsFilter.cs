using InventoryPortal.Components.Shared;

namespace InventoryPortal.Components.Pages.Errors;

/// <summary>How far back errors are shown, and of which type; the address is its only home.</summary>
public sealed record ErrorsFilter(int Hours, string? Type, int Page)
{
    public const string Path = "/errors";
    public const int PageSize = 50;

    /// <summary>What one chooses from: a day, three, a week, a month.</summary>
    public static readonly IReadOnlyList<int> Choices = [24, 72, 168, 720];

    private const int MaxPage = 1_000_000;

    public static ErrorsFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var hours = query.Number("hours", Choices[0], 1, Choices[^1]);
        return new ErrorsFilter(hours, query.Text("type"), query.Number("page", 1, 1, MaxPage));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        ("hours", Hours == Choices[0] ? null : Hours.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("type", Type),
        ("page", UriState.Page(Page)));
}
