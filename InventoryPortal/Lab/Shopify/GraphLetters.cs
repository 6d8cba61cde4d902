using System.Globalization;

namespace InventoryPortal.Lab.Shopify;

/// <summary>Walks through a document letter by letter and takes its smallest parts.</summary>
internal sealed class GraphLetters(string text)
{
    /// <summary>What comes after the last letter.</summary>
    public const char End = '\0';

    private int _at;

    public string ReadString()
    {
        Demand('"');
        var from = _at;
        while (_at < text.Length && text[_at] is not ('"' or '\\' or '\n'))
        {
            _at++;
        }
        var inside = text[from.._at];
        return _at < text.Length && text[_at++] == '"' ? inside : throw Wrong("the end of a text without escapes");
    }

    public int ReadInteger()
    {
        var from = _at++;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }
        return int.TryParse(text.AsSpan(from, _at - from), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("a whole number");
    }

    public string ReadName()
    {
        Next();
        var from = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            _at++;
        }
        return _at > from ? text[from.._at] : throw Wrong("a name");
    }

    public char Next()
    {
        while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == ','))
        {
            _at++;
        }
        return _at < text.Length ? text[_at] : End;
    }

    public bool Take(char c)
    {
        if (Next() != c)
        {
            return false;
        }
        _at++;
        return true;
    }

    public void Demand(char c)
    {
        if (!Take(c))
        {
            throw Wrong($"'{c}'");
        }
    }

    public GraphSyntaxException Wrong(string expected) => new($"syntax error at character {_at}: {expected} was expected");
}
