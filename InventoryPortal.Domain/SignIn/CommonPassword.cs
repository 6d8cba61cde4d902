namespace InventoryPortal.Domain.SignIn;

/// <summary>
/// Tells passwords that everybody's lists of guesses begin with, however long: words from the top of such lists, rows of keys, counted-up
/// digits and repetitions, strung together (OWASP ASVS 6.2.4 asks for no match among the most used ones that are long enough; those are
/// made of just that).
/// </summary>
public static class CommonPassword
{
    /// <summary>Fewest pieces, each a word of the list, a row, a repetition or a single character, of a password that is no guess of the first hour.</summary>
    private const int MinPieces = 5;

    /// <summary>Characters from which on neighbours on a keyboard, or of the alphabet, are a row.</summary>
    private const int MinRow = 3;

    private static readonly string[] Rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"];

    private static readonly HashSet<string> Words = new(
        ("password passwort passw pass word qwerty qwertz azerty welcome willkommen admin administrator root user guest test testing letmein login master hello hallo " +
        "iloveyou love lovely sunshine princess dragon monkey football baseball basketball soccer hockey shadow superman batman pokemon starwars michael jordan " +
        "jessica ashley daniel charlie thomas andrew matthew robert jennifer nicole amanda joshua anthony liverpool chelsea arsenal manchester summer winter spring " +
        "autumn monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december " +
        "computer internet server system secret private access change changeme default temp temporary whatever freedom trustno killer hunter ranger buster pepper " +
        "ginger cookie chocolate cheese banana orange purple yellow silver golden diamond flower butterfly angel heaven jesus family mother father sister brother " +
        "baby money dollar million company office business shop store stock inventory portal merchant sales woocommerce shopify amazon ebay taobao google facebook " +
        "apple samsung nokia london berlin paris america canada china woaini 5201314 1314520 beijing shanghai").Split(' '),
        StringComparer.Ordinal);

    private static readonly int LongestWord = Words.Max(w => w.Length);

    /// <summary>Whether it is one of those, as typed or with the usual digits and signs for letters.</summary>
    public static bool Matches(string password)
    {
        var typed = password.ToLowerInvariant();
        var read = string.Concat(typed.Select(Letter));
        var pieces = 0;
        for (var at = 0; at < typed.Length; pieces++)
        {
            int[] found = [1, Word(typed, at), Word(read, at), Row(typed, at), Year(typed, at), Repeated(typed, at)];
            at += found.Max();
        }
        return pieces < MinPieces;
    }

    private static int Word(string text, int at)
    {
        for (var length = Math.Min(LongestWord, text.Length - at); length > MinRow; length--)
        {
            if (Words.Contains(text.Substring(at, length)))
            {
                return length;
            }
        }
        return 0;
    }

    // Forwards or backwards along one of the rows, or one character again and again.
    private static int Row(string text, int at)
    {
        var longest = 0;
        foreach (var row in Rows)
        {
            foreach (var step in (int[])[1, -1])
            {
                var length = 1;
                for (var place = row.IndexOf(text[at], StringComparison.Ordinal) + step;
                     at + length < text.Length && place >= 0 && place < row.Length && row[place] == text[at + length]; place += step)
                {
                    length++;
                }
                longest = Math.Max(longest, length);
            }
        }
        var same = 1;
        while (at + same < text.Length && text[at + same] == text[at])
        {
            same++;
        }
        longest = Math.Max(longest, same);
        return longest >= MinRow ? longest : 0;
    }

    private static int Year(string text, int at) =>
        at + 4 <= text.Length && text[at..(at + 2)] is "19" or "20" && text[(at + 2)..(at + 4)].All(char.IsAsciiDigit) ? 4 : 0;

    // What stands before already.
    private static int Repeated(string text, int at)
    {
        var longest = 0;
        for (var from = 0; from < at; from++)
        {
            var length = 0;
            while (at + length < text.Length && text[from + length] == text[at + length])
            {
                length++;
            }
            longest = Math.Max(longest, length);
        }
        return longest >= MinRow ? longest : 0;
    }

    private static char Letter(char typed) => typed switch
    {
        '@' or '4' => 'a', '0' => 'o', '1' or '!' => 'i', '3' => 'e', '$' or '5' => 's', '7' => 't', _ => typed,
    };
}
