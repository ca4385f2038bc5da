using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MlNetLabels.Cli.Output;

/// <summary>Adds examples to a command's --help.</summary>
internal static class Help
{
    /// <summary><c>help train</c>, as other programs have it, as <c>train --help</c>.</summary>
    public static IReadOnlyList<string> AsOption(IReadOnlyList<string> arguments) =>
        arguments is ["help", ..] ? [.. arguments.Skip(1), "--help"] : arguments;

    public static void AddExamples(Command command, params string[] examples)
    {
        var help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
            command.Options.Add(help = new HelpOption());
        help.Action = new WithExamples((SynchronousCommandLineAction)help.Action!, examples);
    }

    private sealed class WithExamples(SynchronousCommandLineAction inner, string[] examples)
        : SynchronousCommandLineAction
    {
        // Asked for help, a command needs none of its required options.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = inner.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
                output.WriteLine($"  mlnet-labels {example}");
            output.WriteLine();
            return code;
        }
    }
}
