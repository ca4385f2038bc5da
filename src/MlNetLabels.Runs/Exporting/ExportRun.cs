using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Onnx;

namespace MlNetLabels.Runs;

/// <summary>Load, export, save.</summary>
internal static class ExportRun
{
    public static Model Run(
        ExportOptions options,
        Microsoft.Extensions.Logging.ILogger log,
        CancellationToken cancellationToken
    )
    {
        if (options.OnnxFile is { } onnx)
        {
            OutputPlace.CheckKind(onnx, "network (ONNX)", "\u0008");
            OutputPlace.CheckHolds(OnnxExport.DescriptionPath(onnx), "description of a network", "\"onnxSha256\"");
            log.FolderOf(onnx);
        }
        if (options.ProjectFolder is { } project)
            OutputPlace.CheckNewFolder(project);
        var model = Model.Load(options.Model, options.Trusted);
        log.Notes(model, options.RejectRate);
        var graph = options.OnnxFile is null ? null : Make(options.Input);
        if (options.ProjectFolder is { } folder)
        {
            string? own = DotnetProject.ProjectOf(options.Model);
            DotnetProject.Write(folder, options.Model, model.Description.Backbone, options.RejectRate, own);
            if (own is null)
                log.Note(
                    $"the model is of no project, so that {folder} holds no code to train it again; init and retrain make one."
                );
        }
        graph?.Save(options.OnnxFile!);
        return model;

        OnnxExport Make(OnnxInput input)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var export = OnnxExporter.Export(
                model,
                new OnnxExportOptions { Input = input, RejectRate = options.RejectRate }
            );
            cancellationToken.ThrowIfCancellationRequested();
            return export;
        }
    }
}
