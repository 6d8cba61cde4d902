using InventoryPortal.Access;

namespace InventoryPortal.Catalog;

/// <summary>Gathers what is wrong with an input, field by field, so that a caller learns all of it at once.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> _messages = new(StringComparer.Ordinal);

    /// <summary>The refusal, or null when nothing was found.</summary>
    public Refusal? Refusal => _messages.Count switch
    {
        0 => null,
        1 => Access.Refusal.Field(_messages.First().Key, _messages.First().Value[0]),
        _ => Access.Refusal.Fields(_messages),
    };

    /// <summary>Adds one message; the first on a field stays.</summary>
    public void Add(string field, string message) => _messages.TryAdd(field, [message]);

    /// <summary>Checks length and that no control character hides in a text.</summary>
    public void CheckText(string field, string? text, int maxLength, bool lines = false)
    {
        if (text?.Length > maxLength)
        {
            Add(field, $"At most {maxLength} characters are expected.");
        }
        if (text is not null && text.Any(c => char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')))
        {
            Add(field, "Control characters are not expected.");
        }
    }
}
