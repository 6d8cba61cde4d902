using System.Globalization;
using System.Net;
using System.Text;
using MimeKit;

namespace InventoryPortal.Operations.AccountMail;

/// <summary>A letter to one person, in words.</summary>
/// <param name="Key">The mail's own name, the same over every retry.</param>
/// <param name="Lines">Sentences, each a paragraph.</param>
/// <param name="Link">Where to go, with its words; null where the portal's address is not known.</param>
public sealed record PersonalLetter(string Key, string Subject, string Title, IReadOnlyList<string> Lines, (string Word, Uri Address)? Link, string Foot, CultureInfo Culture)
{
    private const string Frame = "font-family:system-ui,'Segoe UI','Microsoft YaHei',sans-serif;color:#1f2933;max-width:640px";

    /// <summary>The same in plain text and in HTML.</summary>
    internal MimeMessage Compose(MailboxAddress from, MailboxAddress to, DateTimeOffset now)
    {
        var message = new MimeMessage { Subject = Subject, Date = now, MessageId = $"{Key}@{(from.Domain is { Length: > 0 } domain ? domain : "localhost")}" };
        message.From.Add(from);
        message.To.Add(to);
        // Out-of-office answers to a robot help nobody.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, Culture.Name);
        message.Body = new BodyBuilder { TextBody = Text(), HtmlBody = Html() }.ToMessageBody();
        return message;
    }

    /// <summary>Says nothing: the link of an invitation must not come into a log by the way.</summary>
    public override string ToString() => nameof(PersonalLetter);

    private string Text()
    {
        var text = new StringBuilder().AppendLine(Title).AppendLine();
        foreach (var line in Lines)
        {
            text.AppendLine(line);
        }
        if (Link is { } link)
        {
            text.AppendLine().Append(link.Word).Append(": ").AppendLine(link.Address.AbsoluteUri);
        }
        return text.AppendLine().AppendLine("-- ").AppendLine(Foot).ToString();
    }

    private string Html()
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"{Culture.Name}\"><head><meta charset=\"utf-8\"><title>{Safe(Subject)}</title></head><body><div style=\"{Frame}\">");
        html.Append(CultureInfo.InvariantCulture, $"<h2 style=\"font-size:18px;margin:16px 0 4px\">{Safe(Title)}</h2>");
        html.AppendJoin("", Lines.Select(l => $"<p style=\"margin:4px 0\">{Safe(l)}</p>"));
        if (Link is { } link)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:12px 0\"><a href=\"{Safe(link.Address.AbsoluteUri)}\">{Safe(link.Word)}</a></p>");
        }
        return html.Append(CultureInfo.InvariantCulture, $"<hr><p style=\"color:#52606d;font-size:13px\">{Safe(Foot)}</p></div></body></html>").ToString();
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
