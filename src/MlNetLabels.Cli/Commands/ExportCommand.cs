using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Onnx;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Writes a model as one ONNX graph, or as small .NET projects that use it.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle that train wrote.", Required = true };
        var trust = CommonOptions.Trust();
        var output = new Option<string?>("--output")
        {
            Description = "The ONNX file to write (*.onnx); a .json beside it says what it takes and gives.",
        };
        var dotnet = new Option<string?>("--dotnet")
        {
            Description =
                "Folder, new or empty, to write .NET projects to: one predicts, one answers over HTTP, and one trains again where "
                + "the model is of a project.",
        };
        var input = new Option<OnnxInput?>("--input")
        {
            Description =
                "Where the graph starts: tensor (default; resized and normalised) or image (pixels of any size).",
        };
        input.Accept("tensor", "image");
        var headsOnly = new Option<bool>("--heads-only")
        {
            Description = "Start at the embedding and leave the backbone out.",
        };
        var rejectRate = CommonOptions.RejectRate(
            "Share of in-domain images that the domain check may reject; as trained when left out."
        );
        var json = CommonOptions.Json();
        var command = new Command("export", "Write a model as an ONNX file that runs anywhere, or as .NET projects.")
        {
            model,
            trust,
            output,
            dotnet,
            input,
            headsOnly,
            rejectRate,
            json,
        };
        Help.AddExamples(
            command,
            "export --model photos.mlabels --output photos.onnx",
            "export --model photos.mlabels --output photos.onnx --input image",
            "export --model given.mlabels --output heads.onnx --heads-only",
            "export --model photos.mlabels --dotnet PhotoApp"
        );
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is null && result.GetValue(dotnet) is null)
                result.AddError("Say what to write: --output FILE.onnx, --dotnet FOLDER, or both.");
            if (result.GetValue(output) is { } file && !file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--output is '{file}'; it must end in .onnx.");
            if (result.GetValue(headsOnly) && result.IsGiven(input))
                result.AddError("--heads-only starts at the embedding; leave --input out.");
            if (result.GetValue(headsOnly) && result.GetValue(output) is null)
                result.AddError("--heads-only is about --output; the project of --dotnet reads images.");
            if (result.IsGiven(input) && result.GetValue(output) is null)
                result.AddError("--input is about --output; the projects of --dotnet read images of any size.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var options = new ExportOptions
                {
                    Model = parsed.GetValue(model)!,
                    Trusted = parsed.Keys(trust),
                    OnnxFile = parsed.GetValue(output),
                    ProjectFolder = parsed.GetValue(dotnet),
                    Input = parsed.GetValue(headsOnly)
                        ? OnnxInput.Embedding
                        : parsed.GetValue(input) ?? OnnxInput.Tensor,
                    RejectRate = parsed.GetValue(rejectRate),
                };
                var exported = ImageRuns.Export(options, new RunConsole(verbose: false).Log, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(ExportJson.From(options, exported));
                else
                    Print(options);
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void Print(ExportOptions options)
    {
        if (options.OnnxFile is { } onnx)
            Console.Out.WriteLine($"Model: {onnx}\nWhat it takes and gives: {OnnxExport.DescriptionPath(onnx)}");
        if (options.ProjectFolder is { } project)
            Console.Out.WriteLine(
                $"Projects: {project}\nTry it: dotnet run --project \"{Path.Join(project, "Predict")}\" -- IMAGE..."
            );
    }
}
