using System.CommandLine;
using System.Globalization;
using System.Text;
using MlNetLabels.Cli.Commands;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Imaging;

namespace MlNetLabels.Cli;

/// <summary>The program: its commands, and how a call of it ends.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        StandardStreams.Guard();
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        Console.OutputEncoding = new UTF8Encoding(false);
        // The process is the program's own, so that it may set what a library must not.
        NativeSettings.KeepFreedMemory();
        NativeSettings.DisableOnnxRuntimeTelemetry();
        return RunAsync(args);
    }

    /// <summary>Runs a command; what it returns is the exit code. Throws for nothing that a user can do.</summary>
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var root = CreateRoot();
            arguments = Help.AsOption(arguments);
            if (Usage.Parse(root, ConfigArguments.Expand(root, arguments)) is not { } parsed)
                return ExitCode.Usage;
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            // A server ends by itself, once it has answered what it was asked.
            if (parsed.CommandResult.Command.Name == ServeCommand.Name)
                invocation.ProcessTerminationTimeout = null;
            if (parsed.CommandResult.Command.Name == LabelCommand.Name)
                invocation.ProcessTerminationTimeout = LabelCommand.Patience;
            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception error)
        {
            return Failure.Report(error);
        }
    }

    /// <summary>The command line with all its verbs.</summary>
    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand("Say what is in a picture: train, judge and use image classifiers and labellers.")
        {
            DemoCommand.Create(),
            InitCommand.Create(),
            RetrainCommand.Create(),
            RunsCommand.Create(),
            ConfigCommand.Create(),
            DataCommand.Create(),
            EmbedCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            ShardsCommand.Create(),
            SubmitCommand.Create(),
            MetricsCommand.Create(),
            LossesCommand.Create(),
            OodCommand.Create(),
            ReportCommand.Create(),
            CompareCommand.Create(),
            ExportCommand.Create(),
            CacheCommand.Create(),
            BackbonesCommand.Create(),
            BundleCommand.Create(),
            CompletionCommand.Create(),
            ServeCommand.Create(),
            MonitorCommand.Create(),
            SuggestCommand.Create(),
            LabelCommand.Create(),
        };
        Help.AddExamples(
            root,
            "demo",
            "train --data photos --model photos.mlabels",
            "predict --model photos.mlabels new/*.jpg"
        );
        ConfigArguments.AddOption(root);
        Usage.RefuseEmpty(root);
        return root;
    }
}
