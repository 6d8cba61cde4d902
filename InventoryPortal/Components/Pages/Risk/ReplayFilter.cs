using System.Globalization;
using InventoryPortal.Components.Shared;
using InventoryPortal.Domain.Allocation;
using InventoryPortal.Operations.Risk;

namespace InventoryPortal.Components.Pages.Risk;

/// <summary>What is to be replayed under which rules; the address is its only home, so that a trial can be sent to somebody.</summary>
/// <param name="Rules">By channel key; <c>w.north=3&amp;m.north=split&amp;c.north=10</c>.</param>
public sealed record ReplayFilter(int Days, string? Skus, int? Buffer, IReadOnlyDictionary<string, ReplayRules> Rules)
{
    public const string Path = "/risk/replay";

    /// <summary>What one chooses from.</summary>
    public static readonly IReadOnlyList<int> Choices = [30, 60, 90];

    private const string WeightOf = "w.";
    private const string ModeOf = "m.";
    private const string CapOf = "c.";

    public static ReplayFilter Parse(Uri uri)
    {
        var query = UriState.Read(uri);
        var keys = query.Keys.Where(k => k.StartsWith(WeightOf, StringComparison.Ordinal) || k.StartsWith(ModeOf, StringComparison.Ordinal) || k.StartsWith(CapOf, StringComparison.Ordinal))
            .Select(k => k[2..]).Distinct(StringComparer.Ordinal);
        return new ReplayFilter(
            query.Number("days", Choices[0], 1, ReplayRun.MaxDays),
            query.Text("sku"),
            Whole(query.Text("buffer")),
            keys.ToDictionary(
                k => k, k => new ReplayRules(Whole(query.Text(WeightOf + k)), query.Word<ListingMode>(ModeOf + k), Whole(query.Text(CapOf + k))), StringComparer.Ordinal));
    }

    /// <summary>The address of this filter.</summary>
    public string ToUri() => UriState.Write(
        Path,
        [
            ("days", Days == Choices[0] ? null : Text(Days)), ("sku", Skus), ("buffer", Text(Buffer)),
            .. Rules.OrderBy(r => r.Key, StringComparer.Ordinal).SelectMany(r => new (string, string?)[]
            {
                (WeightOf + r.Key, Text(r.Value.Weight)), (ModeOf + r.Key, UriState.Word(r.Value.Mode)), (CapOf + r.Key, Text(r.Value.Cap)),
            }),
        ]);

    /// <summary>As the laboratory takes it.</summary>
    public ReplayRequest ToRequest() => new(Days, Skus?.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), Buffer, Rules);

    /// <summary>The rules tried on one channel.</summary>
    public ReplayRules Of(string channel) => Rules.GetValueOrDefault(channel, new ReplayRules(null, null, null));

    /// <summary>With other rules for one channel.</summary>
    public ReplayFilter With(string channel, ReplayRules rules) => this with
    {
        Rules = Rules.Where(r => r.Key != channel).Append(new(channel, rules)).ToDictionary(StringComparer.Ordinal),
    };

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
