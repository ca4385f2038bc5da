using MlNetLabels.Models;
using MlNetLabels.Onnx;

namespace MlNetLabels.Runs;

/// <summary>Load, export, save.</summary>
internal static class ExportRun
{
    public static void Run(
        ExportOptions options,
        Microsoft.Extensions.Logging.ILogger log,
        CancellationToken cancellationToken
    )
    {
        var model = Model.Load(options.Model, options.Trusted);
        if (model.DomainWarning(options.RejectRate) is { } warning)
            log.Note(warning);
        if (options.OnnxFile is { } file)
            Make(options.Input).Save(file);
        if (options.ProjectFolder is { } folder)
            Make(OnnxInput.Image).SaveProject(folder);

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
