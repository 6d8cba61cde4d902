using System.Globalization;
using System.Resources;
using InventoryPortal.Domain.Monitoring;
using Microsoft.Extensions.Options;

namespace InventoryPortal.Operations.Alerts;

/// <summary>Puts incidents into words, in the language and the zone of who reads them.</summary>
public sealed class LetterBuilder(IAlertWords words, IOptions<PortalOptions> options)
{
    /// <summary>Characters of a subject: a line of a mail client.</summary>
    private const int MaxSubject = 120;

    private static readonly ResourceManager Texts = new("InventoryPortal.Resources.Operations.Alerts.LetterTexts", typeof(LetterBuilder).Assembly);

    /// <summary>The letter about these items; one at least.</summary>
    public Letter Build(string key, IReadOnlyList<LetterItem> items, string language, TimeZoneInfo zone)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var parts = items.Select(i => Part(i, culture, zone)).ToList();
        var subject = parts.Count == 1 ? parts[0].Title : Text("Gathered", culture, parts.Count);
        return new Letter(
            key,
            "[InventoryPortal] " + (subject.Length <= MaxSubject ? subject : subject[..(MaxSubject - 1)] + "…"),
            parts,
            Text("Open", culture),
            Text("Incident", culture),
            Text("Foot", culture),
            culture);
    }

    private LetterPart Part(LetterItem item, CultureInfo culture, TimeZoneInfo zone)
    {
        var what = Text("What", culture, words.Kind(item.Kind, culture), item.Subject);
        var title = item.Occasion switch
        {
            LetterItem.Test => Text("Test", culture),
            _ when item.TellsOfEnd => Text("Resolved", culture, what),
            _ when item.Occasion.StartsWith(AlertNotices.RenotifiedPrefix, StringComparison.Ordinal) => Text("StillOpen", culture, what),
            _ => what,
        };
        var sentence = item.Occasion == LetterItem.Test ? Text("TestSentence", culture) : words.Sentence(item.Message, culture);
        var since = item.TellsOfEnd && item.ResolvedAt is { } end
            ? Text("FromTo", culture, Instant(item.FirstAt, zone), Instant(end, zone))
            : Text("Since", culture, Instant(item.FirstAt, zone));
        return new LetterPart(item, title, sentence, since, Address(ViewOf(item)), item.AlertId == 0 ? null : Address($"/alerts?id={item.AlertId.ToString(CultureInfo.InvariantCulture)}"));
    }

    /// <summary>The view in which a person acts on an incident of this kind.</summary>
    private static string ViewOf(LetterItem item) => item switch
    {
        { AlertId: 0 } => "/alerts/destinations",
        { Sku: { } sku } => $"/products/{Uri.EscapeDataString(sku)}",
        { Channel: { } channel } => $"/channels/{Uri.EscapeDataString(channel)}",
        { Kind: AlertKind.ErrorSpike or AlertKind.CriticalError } => "/errors",
        { Kind: AlertKind.DeadWork } => "/sync",
        _ => $"/alerts?id={item.AlertId.ToString(CultureInfo.InvariantCulture)}",
    };

    private Uri? Address(string path) => string.IsNullOrWhiteSpace(options.Value.PublicUrl) ? null : new Uri(options.Value.PublicUrl.TrimEnd('/') + path);

    // The zone's offset is named, so that nobody takes it for their own time.
    private static string Instant(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm 'UTC'zzz", CultureInfo.InvariantCulture);

    private static string Text(string name, CultureInfo culture, params object[] values) =>
        string.Format(culture, Texts.GetString(name, culture) ?? throw new MissingManifestResourceException(name), values);
}
