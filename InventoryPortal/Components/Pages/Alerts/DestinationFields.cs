using System.Globalization;
using InventoryPortal.Domain.Monitoring;
using InventoryPortal.Operations.Alerts;

namespace InventoryPortal.Components.Pages.Alerts;

/// <summary>What a person has entered for a destination, as the fields hold it.</summary>
internal sealed class DestinationFields
{
    private const string TimeFormat = "HH:mm";

    private static readonly char[] Separators = [',', ' ', '\n'];

    public string Name { get; set; } = "";

    public DestinationKind Kind { get; private set; }

    public string? Address { get; set; }

    public string? Secret { get; set; }

    public string Language { get; set; } = "en";

    public AlertSeverity Least { get; set; }

    public IReadOnlyCollection<AlertKind>? Kinds { get; set; } = [];

    public string? Channels { get; set; }

    public string? Skus { get; set; }

    public string? QuietFrom { get; set; }

    public string? QuietTo { get; set; }

    public string? TimeZone { get; set; } = "UTC";

    public DigestMode Digest { get; set; }

    public bool IsEnabled { get; set; } = true;

    public static DestinationFields New(string? zone) => new()
    {
        Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? "zh-CN" : "en", TimeZone = zone ?? "UTC",
    };

    public static DestinationFields Of(DestinationView view) => new()
    {
        Name = view.Name,
        Kind = view.Kind,
        Address = view.Kind == DestinationKind.Mail ? view.Address : null,
        Language = view.Language,
        Least = view.LeastSeverity,
        Kinds = view.Kinds?.ToList() ?? [],
        Channels = Joined(view.Channels),
        Skus = Joined(view.Skus),
        QuietFrom = view.QuietFrom?.ToString(TimeFormat, CultureInfo.InvariantCulture),
        QuietTo = view.QuietTo?.ToString(TimeFormat, CultureInfo.InvariantCulture),
        TimeZone = view.TimeZone,
        Digest = view.Digest,
        IsEnabled = view.IsEnabled,
    };

    /// <summary>Another kind; a webhook is offered a secret of its own.</summary>
    public void Become(DestinationKind kind)
    {
        Kind = kind;
        Secret = kind == DestinationKind.Webhook ? Secret ?? DestinationSecrets.NewKey() : null;
    }

    public DestinationInput ToInput() => new(
        Name.Trim(), Kind, Filled(Address), Filled(Secret), Language, Least, Kinds is { Count: > 0 } kinds ? [.. kinds.Order()] : null, Words(Channels), Words(Skus),
        Time(QuietFrom), Time(QuietTo), TimeZone?.Trim() ?? "", Digest, IsEnabled);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Joined(IReadOnlyList<string>? words) => words is null ? null : string.Join(", ", words);

    private static string[]? Words(string? text) =>
        text?.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } words ? words : null;

    private static TimeOnly? Time(string? text) => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
}
