using System.Globalization;
using System.Net;
using System.Text;
using MimeKit;

namespace InventoryPortal.Operations.Alerts;

/// <summary>A letter as a mail: the same in plain text and in HTML.</summary>
internal static class LetterMail
{
    private const string Frame = "font-family:system-ui,'Segoe UI','Microsoft YaHei',sans-serif;color:#1f2933;max-width:640px";

    public static MimeMessage Compose(Letter letter, MailboxAddress from, MailboxAddress to, DateTimeOffset now)
    {
        var message = new MimeMessage { Subject = letter.Subject, Date = now, MessageId = $"{letter.Key}@{Domain(from)}" };
        message.From.Add(from);
        message.To.Add(to);
        // Out-of-office answers to a robot help nobody.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Culture.Name);
        if (letter.Parts is [{ Item.AlertId: > 0 and var id }])
        {
            // What is told of one incident stands in one conversation.
            message.References.Add(string.Create(CultureInfo.InvariantCulture, $"incident-{id}@{Domain(from)}"));
        }
        message.Body = new BodyBuilder { TextBody = Text(letter), HtmlBody = Html(letter) }.ToMessageBody();
        return message;
    }

    public static string Text(Letter letter)
    {
        var text = new StringBuilder();
        foreach (var part in letter.Parts)
        {
            text.AppendLine(part.Title).AppendLine(part.Sentence).AppendLine(part.Since);
            foreach (var (word, link) in Links(letter, part))
            {
                text.Append(word).Append(": ").AppendLine(link.AbsoluteUri);
            }
            text.AppendLine();
        }
        return text.AppendLine("-- ").AppendLine(letter.Foot).ToString();
    }

    public static string Html(Letter letter)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{letter.Culture.Name}\"><head><meta charset=\"utf-8\"><title>{Safe(letter.Subject)}</title></head><body><div style=\"{Frame}\">");
        foreach (var part in letter.Parts)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2 style=\"font-size:18px;margin:16px 0 4px\">{Safe(part.Title)}</h2><p style=\"margin:4px 0\">{Safe(part.Sentence)}</p><p style=\"margin:4px 0;color:#52606d\">{Safe(part.Since)}</p><p style=\"margin:4px 0\">");
            html.AppendJoin(" · ", Links(letter, part).Select(l => $"<a href=\"{Safe(l.Link.AbsoluteUri)}\">{Safe(l.Word)}</a>"));
            html.Append("</p>");
        }
        return html.Append(CultureInfo.InvariantCulture, $"<hr><p style=\"color:#52606d;font-size:13px\">{Safe(letter.Foot)}</p></div></body></html>").ToString();
    }

    private static IEnumerable<(string Word, Uri Link)> Links(Letter letter, LetterPart part)
    {
        if (part.Link is { } view && view != part.Incident)
        {
            yield return (letter.OpenWord, view);
        }
        if (part.Incident is { } incident)
        {
            yield return (letter.IncidentWord, incident);
        }
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static string Domain(MailboxAddress address) => address.Domain is { Length: > 0 } domain ? domain : "localhost";
}
