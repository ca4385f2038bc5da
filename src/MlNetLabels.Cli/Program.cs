using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text;
using MlNetLabels.Cli;
using MlNetLabels.Cli.Commands;
using MlNetLabels.Cli.Output;
using MlNetLabels.Imaging;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(false);
NativeSettings.KeepFreedMemory();
NativeSettings.DisableOnnxRuntimeTelemetry();

var root = new RootCommand("Say what is in a picture: train, judge and use image classifiers and labellers.")
{
    DemoCommand.Create(),
    DataCommand.Create(),
    EmbedCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    PredictCommand.Create(),
    MetricsCommand.Create(),
    LossesCommand.Create(),
    OodCommand.Create(),
    ReportCommand.Create(),
    CompareCommand.Create(),
    ExportCommand.Create(),
    CacheCommand.Create(),
};
Help.AddExamples(
    root,
    "demo",
    "train --data photos --model photos.mlabels",
    "predict --model photos.mlabels new/*.jpg"
);

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(
        $"Run 'mlnet-labels {parsed.CommandResult.Command.Name} --help' for what it takes.".Replace(
            "mlnet-labels mlnet-labels",
            "mlnet-labels",
            StringComparison.Ordinal
        )
    );
    return ExitCode.Usage;
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error)
{
    return Failure.Report(error);
}
