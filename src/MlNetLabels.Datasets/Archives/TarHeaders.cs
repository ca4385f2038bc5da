using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MlNetLabels.Datasets.Archives;

/// <summary>
/// The checksums of a tar archive's headers, one entry after another, which .NET's reader does not compare: a header that
/// changed names another file, or is taken for the end.
/// </summary>
/// <param name="file">The archive.</param>
internal sealed class TarHeaders(SafeFileHandle file)
{
    private const int BlockBytes = 512,
        ChecksumAt = 148,
        ChecksumBytes = 8,
        SizeAt = 124,
        SizeBytes = 12;

    private readonly byte[] _block = new byte[BlockBytes];
    private long _next;

    /// <summary>Goes through an entry's headers, of which one with a long name has several.</summary>
    /// <exception cref="InvalidDataException">A checksum is wrong.</exception>
    public void Check(TarEntry entry)
    {
        while (_next < entry.DataOffset)
            Pass(entry.DataOffset);
        _next = entry.DataOffset + Padded(entry.Length);
    }

    /// <summary>Looks for headers behind the last entry, where nothing but zeros ought to be.</summary>
    /// <exception cref="InvalidDataException">There is one, and its checksum is wrong.</exception>
    public void CheckEnd()
    {
        while (RandomAccess.Read(file, _block, _next) == BlockBytes && _block.AsSpan().ContainsAnyExcept((byte)0))
            Pass(long.MaxValue);
    }

    // To the content of an entry, or over what lies in front of it.
    private void Pass(long content)
    {
        if (Problem() is { } problem)
            throw new InvalidDataException(problem);
        _next += BlockBytes;
        if (_next < content)
            _next += Padded(Number(SizeAt, SizeBytes) ?? 0);
    }

    /// <summary>What is wrong with the header that comes next; null for nothing.</summary>
    public string? Problem()
    {
        if (RandomAccess.Read(file, _block, _next) < BlockBytes || !_block.AsSpan().ContainsAnyExcept((byte)0))
            return null;
        // The field itself counts as blanks. Old programs added signed bytes.
        long sum = ChecksumBytes * ' ',
            signed = sum;
        for (int i = 0; i < BlockBytes; i++)
            if (i is < ChecksumAt or >= ChecksumAt + ChecksumBytes)
            {
                sum += _block[i];
                signed += (sbyte)_block[i];
            }
        return Number(ChecksumAt, ChecksumBytes) is { } stored && (stored == sum || stored == signed)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the header at byte {_next} has a wrong checksum");
    }

    // Octal; null where it is not.
    private long? Number(int at, int bytes)
    {
        string text = Encoding.Latin1.GetString(_block, at, bytes).Trim(' ', '\0');
        try
        {
            return text.Length == 0 ? 0 : Convert.ToInt64(text, 8);
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }
    }

    private static long Padded(long bytes) => (bytes + BlockBytes - 1) / BlockBytes * BlockBytes;
}
