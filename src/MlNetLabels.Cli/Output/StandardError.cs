using MlNetLabels.Data;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// What the program says on the way, so that stdout holds the result alone: whole lines, and on a terminal one line at
/// the bottom that is written over. Safe for many threads; a stderr that is closed or full never stops a run.
/// </summary>
internal static class StandardError
{
    private static readonly Lock s_lock = new();
    private static int s_statusWidth;

    /// <summary>Whether a line can be written over.</summary>
    public static bool IsTerminal => !Console.IsErrorRedirected;

    /// <summary>Writes a line; control characters, which could steer a terminal, are shown as their codes.</summary>
    public static void WriteLine(string text)
    {
        lock (s_lock)
        {
            Write(ErasedStatus() + VisibleText.Lines(text) + "\n");
            s_statusWidth = 0;
        }
    }

    /// <summary>Writes what people should act on.</summary>
    public static void Note(string text) => WriteLine($"note: {text}");

    /// <summary>Shows a line that the next one replaces; only on a terminal.</summary>
    public static void ShowStatus(string text)
    {
        string shown = VisibleText.Line(text);
        int width = Math.Max(1, TerminalWidth() - 1);
        if (shown.Length > width)
            shown = shown[..width];
        lock (s_lock)
        {
            Write("\r" + shown.PadRight(s_statusWidth));
            s_statusWidth = shown.Length;
        }
    }

    /// <summary>Takes that line away.</summary>
    public static void ClearStatus()
    {
        lock (s_lock)
        {
            Write(ErasedStatus());
            s_statusWidth = 0;
        }
    }

    private static string ErasedStatus() => s_statusWidth == 0 ? "" : "\r" + new string(' ', s_statusWidth) + "\r";

    private static void Write(string text)
    {
        if (text.Length == 0)
            return;
        try
        {
            Console.Error.Write(text);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Nobody reads: the result still goes to stdout and to its files.
        }
    }

    private static int TerminalWidth()
    {
        const int Usual = 80;
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : Usual;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException)
        {
            return Usual;
        }
    }
}
