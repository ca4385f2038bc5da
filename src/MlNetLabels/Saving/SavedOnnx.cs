using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Saving;

/// <summary>The head in a step, also in one that ML.NET's own Load made.</summary>
internal static class SavedOnnx
{
    /// <summary>The head; null where the step is another one.</summary>
    public static OnnxHead? FindHead(ITransformer step, DataViewSchema input) =>
        step switch
        {
            OnnxStep own => OnnxHead.Read(own.Onnx),
            OnnxTransformer loaded => OnnxHead.Read(Graph(loaded, input)),
            _ => null,
        };

    // ML.NET shows a transformer's graph to nobody, but writes it into an entry of its own: a length and the bytes.
    private static ReadOnlyMemory<byte> Graph(OnnxTransformer step, DataViewSchema input)
    {
        using var saved = new MemoryStream();
        Contexts.New().Model.Save(step, input, saved);
        using var zip = new ZipArchive(saved, ZipArchiveMode.Read);
        using var entry = zip.Entries.First(e => e.Name == "OnnxModel").Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray().AsMemory(sizeof(int));
    }
}
