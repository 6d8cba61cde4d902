using System.Text;
using System.Text.RegularExpressions;

namespace InventoryPortal.Domain.Monitoring;

/// <summary>
/// The one place that decides what a cause is: by the log's own event, then by what was said, then by the exceptions from the innermost
/// outwards, and where nothing of it is known by type and place of the fault. Numbers, ids and names never make two causes of one.
/// </summary>
public static partial class CauseRule
{
    /// <summary>The cause of an error.</summary>
    public static ErrorCause Of(CauseFacts facts)
    {
        var told = CauseCatalogue.Find(facts.Event);
        if (told is { IsDecidedByEvent: true })
        {
            return Cause(told, facts.Channel);
        }
        if (facts.Reason is { Length: > 0 } reason && ByWords(reason, facts.GivenUp) is { } said)
        {
            return Cause(said, facts.Channel);
        }
        foreach (var fault in facts.Faults.Reverse())
        {
            if (CauseCatalogue.Entries.FirstOrDefault(e => e.Faults.Any(f => f.Fits(fault))) is { } known)
            {
                return Cause(known, facts.Channel);
            }
        }
        var entry = told
            ?? (facts.GivenUp == GivenUp.Nothing ? null : CauseCatalogue.Entries.First(e => e.LastResortOf == facts.GivenUp))
            ?? CauseCatalogue.Entries.FirstOrDefault(e => e.Sources.Any(s => facts.Source.StartsWith(s, StringComparison.Ordinal)));
        return entry is null ? ByPlace(CauseCodes.Unknown, facts)
            : entry.IsPerChannel ? Cause(entry, facts.Channel)
            : facts.Faults.Count > 0 ? ByPlace(entry.Code, facts)
            : new ErrorCause(entry.Code);
    }

    /// <summary>The cause of work that was given up, or of a call that failed, by the sentence kept with it.</summary>
    public static ErrorCause OfReason(string? reason, GivenUp givenUp, string? channel) =>
        Of(new CauseFacts(givenUp.ToString()) { Reason = reason, GivenUp = givenUp, Channel = channel, Message = reason ?? "" });

    private static CauseEntry? ByWords(string reason, GivenUp givenUp)
    {
        var speaker = givenUp == GivenUp.Delivery ? CauseSpeaker.Sender : CauseSpeaker.Channel;
        return CauseCatalogue.Entries.FirstOrDefault(e => e.IsSaidBy(reason, speaker));
    }

    private static ErrorCause Cause(CauseEntry entry, string? channel) => new(entry.Code, entry.IsPerChannel ? channel : null);

    // Two faults of one type at one place are one bug; its message may say another number each time.
    private static ErrorCause ByPlace(string code, CauseFacts facts) => new(
        code,
        Plain(facts.Faults.Count == 0 ? facts.Message.Length > 0 ? facts.Message : facts.Source : $"{Short(facts.Faults[^1].Type)}@{facts.Frame ?? facts.Source}", code));

    private static string Short(string type) => type[(type.LastIndexOf('.') + 1)..];

    // Fit for an address, and without what differs each time.
    private static string? Plain(string text, string code)
    {
        var bare = Values().Replace(text, " ");
        var plain = new StringBuilder(bare.Length);
        foreach (var letter in bare)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '.' or '@' or '_' or '-')
            {
                plain.Append(letter);
            }
            else if (plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }
        var all = plain.ToString().Trim('-', '.');
        var room = ErrorCause.MaxKey - code.Length - 1;
        return all.Length == 0 ? null : all.Length <= room ? all : all[..room];
    }

    // {Places} of a message, quoted values, and words that are or hold a long number; a channel's key keeps its digits.
    [GeneratedRegex("""\{[^{}]*\}|"[^"]*"|'[^']*'|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b0x[0-9a-f]+\b|(?<![\w.-])\d+(?:[.,:]\d+)*(?![\w-])|\b[0-9a-f]{16,}\b""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Values();
}
