using MlNetLabels.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNetLabels.Cli.Output;

/// <summary>Tables on stdout; wide enough for a file or pipe when stdout is no terminal.</summary>
internal static class Screen
{
    private const int PipeWidth = 160;

    /// <summary>A cell whose text comes from outside.</summary>
    public static string Cell(string text) => Markup.Escape(VisibleText.Line(text));

    /// <summary>What is not at work in a model, before everything else that is said of it.</summary>
    public static void WriteOff(IEnumerable<string>? sentences)
    {
        foreach (string off in sentences ?? [])
            Console.Out.Write(WrappedText.Of(off));
    }

    public static void Write(IRenderable renderable)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Console.Out),
                Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            }
        );
        if (Console.IsOutputRedirected)
            console.Profile.Width = PipeWidth;
        console.Write(renderable);
    }
}
