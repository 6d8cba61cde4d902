using InventoryPortal.Access;
using Microsoft.Extensions.Localization;

namespace InventoryPortal.Components.Shared;

/// <summary>The one place that words a refusal for a person.</summary>
public sealed class RefusalText(IStringLocalizer<Words> words)
{
    /// <summary>The sentence for its code, else for its kind; the stage's own detail follows where it says more.</summary>
    public string Of(Refusal refusal)
    {
        if (refusal == Refusal.OtherChannel || refusal == Refusal.AllChannels)
        {
            return StageText.Of(refusal.Detail)!;
        }
        var byCode = words["Refusal_" + refusal.Code];
        if (!byCode.ResourceNotFound)
        {
            return byCode;
        }
        var general = words["RefusalKind" + refusal.Kind];
        return string.IsNullOrWhiteSpace(refusal.Detail) ? general : $"{general.Value} {StageText.Of(refusal.Detail)}";
    }

    /// <summary>The message for one field, null when the field is not at fault.</summary>
    public static string? Field(Refusal? refusal, string field) =>
        refusal?.Errors is { } errors
            && errors.FirstOrDefault(e => string.Equals(e.Key, field, StringComparison.OrdinalIgnoreCase)).Value is [var first, ..]
            ? StageText.Of(first)
            : null;
}
