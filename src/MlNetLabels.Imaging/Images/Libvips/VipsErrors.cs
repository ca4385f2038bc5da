using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MlNetLabels.Images.Libvips;

/// <summary>
/// Error texts. libvips has one error buffer for the whole process, so a text cannot be matched to a thread. Therefore
/// work runs in parallel and without texts; what fails is run a second time alone, and the text is read then. All
/// others wait meanwhile, so that is only done for what failed quickly: a hostile file must not hold them up.
/// </summary>
internal static partial class VipsErrors
{
    private static readonly TimeSpan LongestAlone = TimeSpan.FromSeconds(1);
    private static readonly ReaderWriterLockSlim Gate = new();

    /// <summary>
    /// Does the work, or throws an <see cref="ImageException"/> that says which kind of damage it is, with libvips' text for
    /// this very input within; without it where telling it would keep others waiting.
    /// </summary>
    /// <param name="what">What the input is, for the message.</param>
    /// <param name="state">What the work is done on.</param>
    /// <param name="work">May be done twice.</param>
    /// <param name="noneTold">Whether an error that libvips told but went on after is a failure, too.</param>
    /// <param name="grave">Warnings that are failures, too.</param>
    public static void Run<TState>(
        string what,
        TState state,
        Action<TState> work,
        bool noneTold = false,
        Regex? grave = null
    )
        where TState : allows ref struct
    {
        bool failed = false;
        Gate.EnterReadLock();
        long start = Stopwatch.GetTimestamp();
        try
        {
            var warnings = VipsLog.Listen();
            work(state);
            if (grave is not null && warnings.FirstOrDefault(grave.IsMatch) is { } warning)
                throw Failed(what, warning);
            // Another thread's error may be in the buffer: alone it is seen whose it was, and the buffer is cleared.
            if (!noneTold || Told().Length == 0)
                return;
        }
        catch (VipsException)
        {
            // Told below, alone.
            failed = true;
        }
        finally
        {
            Gate.ExitReadLock();
        }
        if (failed && (Stopwatch.GetElapsedTime(start) > LongestAlone || !Gate.TryEnterWriteLock(LongestAlone)))
            throw Failed(what, "");
        if (!failed)
            Gate.EnterWriteLock();
        RunAlone(what, state, work, noneTold);
    }

    private static void RunAlone<TState>(string what, TState state, Action<TState> work, bool noneTold)
        where TState : allows ref struct
    {
        try
        {
            NativeMethods.ErrorClear();
            work(state);
            if (noneTold && Told().Length > 0)
                throw new VipsException(what);
        }
        catch (VipsException)
        {
            throw Failed(what, Told());
        }
        finally
        {
            Gate.ExitWriteLock();
        }
    }

    private static unsafe string Told()
    {
        byte* text = NativeMethods.ErrorBufferCopy();
        string told = Marshal.PtrToStringUTF8((nint)text) ?? "";
        NativeMethods.Free(text);
        return told;
    }

    // The text itself says nothing to whom the file belongs: "bad seek to 1024".
    private static ImageException Failed(string what, string told)
    {
        string line = Domain().Replace(told.Trim().Split('\n')[0], "").Trim();
        return new(
            Truncated().IsMatch(told) ? $"truncated {what}"
                : Unsupported().IsMatch(line) ? $"{what} of a kind that is not read here: convert it to JPEG or PNG"
                : $"damaged {what}",
            new VipsException(what, line)
        );
    }

    [GeneratedRegex(
        "truncat|premature end|unexpected end|end of (file|stream|image|data)|not enough|read error|read too",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Truncated();

    [GeneratedRegex("not supported|unsupported|not implemented|not configured|sorry", RegexOptions.IgnoreCase)]
    private static partial Regex Unsupported();

    // Each line starts with the name of the part of libvips that wrote it.
    [GeneratedRegex(@"^\w+: ")]
    private static partial Regex Domain();
}
