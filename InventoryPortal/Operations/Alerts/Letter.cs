using System.Globalization;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Alerts;

/// <summary>One occasion of one incident, as it is told.</summary>
/// <param name="Occasion">As the outbox words it; <see cref="LetterItem.Test"/> for a trial.</param>
public sealed record LetterItem(
    long AlertId,
    AlertKind Kind,
    AlertState State,
    string Subject,
    string Message,
    string? Channel,
    string? Sku,
    int Count,
    DateTimeOffset FirstAt,
    DateTimeOffset? ResolvedAt,
    string Occasion)
{
    public const string Test = "test";

    public AlertSeverity Severity => AlertSeverityRule.Of(Kind);

    public bool TellsOfEnd => Occasion.StartsWith(AlertNotices.ResolvedPrefix, StringComparison.Ordinal);
}

/// <summary>One incident of a letter, in words.</summary>
/// <param name="Title">Occasion, kind and subject.</param>
/// <param name="Sentence">What is the matter.</param>
/// <param name="Since">When it began, in the reader's zone.</param>
/// <param name="Link">The view to act in; null where the portal's address is not known.</param>
/// <param name="Incident">The incident itself; null likewise.</param>
public sealed record LetterPart(LetterItem Item, string Title, string Sentence, string Since, Uri? Link, Uri? Incident);

/// <summary>A message in words, before it becomes mail or JSON.</summary>
public sealed record Letter(string Key, string Subject, IReadOnlyList<LetterPart> Parts, string OpenWord, string IncidentWord, string Foot, CultureInfo Culture);

/// <summary>Words that the pages know already, in a given language.</summary>
public interface IAlertWords
{
    /// <summary>Name of a kind.</summary>
    string Kind(AlertKind kind, CultureInfo culture);

    /// <summary>A sentence that a stage wrote down in English.</summary>
    string Sentence(string sentence, CultureInfo culture);
}

/// <summary>Where no page is registered: as it is written down.</summary>
internal sealed class PlainAlertWords : IAlertWords
{
    public string Kind(AlertKind kind, CultureInfo culture) => kind.ToString();

    public string Sentence(string sentence, CultureInfo culture) => sentence;
}
