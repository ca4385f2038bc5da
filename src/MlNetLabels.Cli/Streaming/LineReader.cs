using System.Text;

namespace MlNetLabels.Cli.Streaming;

/// <summary>Reads lines of which none is held beyond a length, whoever writes them.</summary>
/// <param name="input">The lines; each ends with a line feed, before which a carriage return may stand.</param>
/// <param name="most">Characters of a line that is taken.</param>
internal sealed class LineReader(TextReader input, int most)
{
    private readonly char[] _buffer = new char[1 << 16];
    private int _at,
        _end;

    /// <summary>Reads a line.</summary>
    /// <param name="line">Without its end; empty where it is too long.</param>
    /// <param name="isTooLong">Whether it was passed over.</param>
    /// <returns>Whether there was one.</returns>
    public bool Read(out string line, out bool isTooLong)
    {
        var text = new StringBuilder();
        (line, isTooLong) = ("", false);
        bool isAny = false;
        while (_at < _end || Fill())
        {
            isAny = true;
            var left = _buffer.AsSpan(_at, _end - _at);
            int end = left.IndexOf('\n');
            var part = end < 0 ? left : left[..end];
            isTooLong |= text.Length + part.Length > most;
            if (isTooLong)
                text.Clear();
            else
                text.Append(part);
            _at += end < 0 ? left.Length : end + 1;
            if (end >= 0)
                break;
        }
        if (text.Length > 0 && text[^1] == '\r')
            text.Length--;
        line = text.ToString();
        return isAny;
    }

    private bool Fill()
    {
        _at = 0;
        _end = input.Read(_buffer);
        return _end > 0;
    }
}
