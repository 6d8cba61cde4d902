namespace InventoryPortal.Catalog.Imports;

/// <summary>
/// Looks at bytes that fit GB18030 and asks whether a person wrote Chinese in them. Words with accents in Windows-1252 often fit too, but say
/// rare signs: an accented letter with the plain one behind it, which lies outside what GB 2312 holds, or a pair of them among its rare half.
/// </summary>
internal sealed class ChineseLook
{
    private readonly byte[] _sign = new byte[4];
    private int _length;
    private int _signs;
    private int _common;
    private int _inARow;
    private bool _lastIsCommon;
    private bool _isBehindLetter;

    /// <summary>Whether at least half of the signs are ones that words with accents do not make.</summary>
    public bool IsLikely => _common * 2L >= _signs;

    public void At(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (_length == 0 && value < 0x80)
            {
                Plain(value);
                continue;
            }
            _sign[_length++] = value;
            // A digit behind the first byte begins a sign of four.
            if (_length == (_length >= 2 && _sign[1] is >= 0x30 and <= 0x39 ? 4 : 2))
            {
                End();
            }
        }
    }

    // One sign with letters on both sides is a word with two accented letters side by side: GRÖßE.
    private void Plain(byte value)
    {
        var isLetter = char.IsAsciiLetter((char)value);
        if (isLetter && _isBehindLetter && _inARow == 1 && _lastIsCommon)
        {
            _common--;
        }
        (_inARow, _isBehindLetter) = (0, isLetter);
    }

    private void End()
    {
        // Old spellings lie mostly where Windows-1252 has quotes and dashes, which seldom stand beside an accented letter.
        var isOld = _sign[0] <= 0xA0 || _sign[1] is >= 0x80 and <= 0xA0;
        _lastIsCommon = _length == 4 || isOld || (_sign[0] is (<= 0xA9) or (>= 0xB0 and <= 0xD7) && _sign[1] >= 0xA1);
        _common += _lastIsCommon ? 1 : 0;
        _signs++;
        _inARow++;
        _length = 0;
    }
}
