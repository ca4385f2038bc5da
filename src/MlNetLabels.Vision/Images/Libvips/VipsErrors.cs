using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MlNetLabels.Vision.Images.Libvips;

/// <summary>
/// Error texts. libvips has one error buffer for the whole process, so a text cannot be matched to a thread. Therefore
/// work runs in parallel and without texts; what fails is run a second time alone, and the text is read then.
/// </summary>
internal static partial class VipsErrors
{
    private static readonly ReaderWriterLockSlim Gate = new();

    public delegate T Work<out T>(ReadOnlySpan<byte> data);

    /// <summary>The work's result, or an <see cref="ImageException"/> with libvips' reason for this very input.</summary>
    public static T Run<T>(string what, ReadOnlySpan<byte> data, Work<T> work)
    {
        Gate.EnterReadLock();
        try
        {
            return work(data);
        }
        catch (VipsException)
        {
            // Told below, alone.
        }
        finally
        {
            Gate.ExitReadLock();
        }
        return RunAlone(what, data, work);
    }

    private static unsafe T RunAlone<T>(string what, ReadOnlySpan<byte> data, Work<T> work)
    {
        Gate.EnterWriteLock();
        try
        {
            NativeMethods.ErrorClear();
            return work(data);
        }
        catch (VipsException e)
        {
            byte* text = NativeMethods.ErrorBufferCopy();
            string detail = Marshal.PtrToStringUTF8((nint)text) ?? "";
            NativeMethods.Free(text);
            throw new ImageException(Describe(what, detail), e);
        }
        finally
        {
            Gate.ExitWriteLock();
        }
    }

    private static string Describe(string what, string detail)
    {
        if (Truncated().IsMatch(detail)) return $"truncated {what}";
        string line = Domain().Replace(detail.AsSpan().TrimStart().ToString().Split('\n')[0], "").Trim();
        return line.Length == 0 ? $"damaged {what}" : $"damaged {what}: {line}";
    }

    [GeneratedRegex("truncat|premature end|unexpected end|end of (file|stream|image|data)|not enough|read error|read too", RegexOptions.IgnoreCase)]
    private static partial Regex Truncated();

    // Each line starts with the name of the part of libvips that wrote it.
    [GeneratedRegex(@"^\w+: ")]
    private static partial Regex Domain();
}
