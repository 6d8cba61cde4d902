using System.Text.Json;
using System.Text.Json.Nodes;
using InventoryPortal.Domain.Monitoring;

namespace InventoryPortal.Operations.Alerts;

/// <summary>A letter as the JSON that each kind of webhook takes. Pure.</summary>
internal static class HookBodies
{
    /// <summary>Incidents written out in a chat message; a card has a largest size, and nobody reads more.</summary>
    private const int MaxShown = 20;

    /// <summary>Characters of one text block, which chat tools cut at 3,000.</summary>
    private const int MaxText = 2500;

    public static byte[] Of(DestinationKind kind, Letter letter, DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(kind switch
    {
        DestinationKind.Slack => Slack(letter),
        DestinationKind.Teams => Teams(letter),
        _ => Generic(letter, now),
    });

    // After Standard Webhooks: type, timestamp, data.
    private static JsonObject Generic(Letter letter, DateTimeOffset now) => new()
    {
        ["type"] = letter.Parts is [{ Item.Occasion: LetterItem.Test }] ? "alert.test" : "alert.changed",
        ["timestamp"] = now.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["data"] = new JsonObject
        {
            ["summary"] = letter.Subject,
            ["alerts"] = new JsonArray([.. letter.Parts.Select(Incident)]),
        },
    };

    private static JsonObject Incident(LetterPart part) => new()
    {
        ["id"] = part.Item.AlertId,
        ["occasion"] = part.Item.Occasion,
        ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(part.Item.Kind.ToString()),
        ["severity"] = JsonNamingPolicy.CamelCase.ConvertName(part.Item.Severity.ToString()),
        ["state"] = JsonNamingPolicy.CamelCase.ConvertName(part.Item.State.ToString()),
        ["subject"] = part.Item.Subject,
        ["title"] = part.Title,
        ["message"] = part.Sentence,
        ["channel"] = part.Item.Channel,
        ["sku"] = part.Item.Sku,
        ["count"] = part.Item.Count,
        ["firstAt"] = part.Item.FirstAt.UtcDateTime,
        ["resolvedAt"] = part.Item.ResolvedAt?.UtcDateTime,
        ["url"] = (part.Link ?? part.Incident)?.AbsoluteUri,
    };

    private static JsonObject Slack(Letter letter)
    {
        var blocks = new JsonArray();
        foreach (var part in letter.Parts.Take(MaxShown))
        {
            var link = part.Link is null ? "" : $"\n<{part.Link.AbsoluteUri}|{SlackSafe(letter.OpenWord)}>";
            blocks.Add(new JsonObject
            {
                ["type"] = "section",
                ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut($"{Mark(part)} *{SlackSafe(part.Title)}*\n{SlackSafe(part.Sentence)}\n{SlackSafe(part.Since)}") + link },
            });
        }
        return new JsonObject { ["text"] = SlackSafe(letter.Subject), ["blocks"] = blocks };
    }

    private static JsonObject Teams(Letter letter)
    {
        var body = new JsonArray();
        var actions = new JsonArray();
        foreach (var part in letter.Parts.Take(MaxShown))
        {
            body.Add(Block($"{Mark(part)} {part.Title}", "Bolder", isSubtle: false));
            body.Add(Block(part.Sentence, "Default", isSubtle: false));
            body.Add(Block(part.Since, "Default", isSubtle: true));
        }
        if (letter.Parts is [{ Link: { } view }])
        {
            actions.Add(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = letter.OpenWord, ["url"] = view.AbsoluteUri });
        }
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json", ["type"] = "AdaptiveCard", ["version"] = "1.4", ["body"] = body, ["actions"] = actions,
                },
            }),
        };
    }

    private static JsonObject Block(string text, string weight, bool isSubtle) => new()
    {
        ["type"] = "TextBlock", ["text"] = Cut(text), ["weight"] = weight, ["wrap"] = true, ["isSubtle"] = isSubtle,
    };

    private static string Mark(LetterPart part) => part.Item switch
    {
        { TellsOfEnd: true } => "✅",
        { Severity: AlertSeverity.Critical } => "🔴",
        { Severity: AlertSeverity.Warning } => "🟠",
        _ => "🔵",
    };

    // The three characters that Slack's markup gives a meaning of their own.
    private static string SlackSafe(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..(MaxText - 1)] + "…";
}
