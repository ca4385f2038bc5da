using System.Diagnostics;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// Tells that ML.NET's <c>ConvertToOnnx</c> is at work, which takes what is embedded for the data: its graph would begin
/// at the embeddings and lack the backbone, and nothing would say so. ML.NET does not tell a transform what for it is
/// called, so whoever called is looked at, and that only where the converter is loaded at all.
/// </summary>
internal static class OnnxConversion
{
    private const string Converter = "Microsoft.ML.OnnxConverter";

    /// <param name="output">The column of embeddings.</param>
    /// <exception cref="NotSupportedException">It is.</exception>
    public static void Refuse(string output)
    {
        if (!AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == Converter))
            return;
        if (new StackTrace().GetFrames().Any(frame => AssemblyOf(frame) == Converter))
            throw new NotSupportedException(
                $"ConvertToOnnx cannot write the backbone, which embeds the images: its graph would begin at '{output}'. "
                    + "'mlnet-labels export' and OnnxExporter write the whole model. What stands behind EmbedImages in a pipeline can be "
                    + "converted alone: fit it on data that were embedded before."
            );
    }

    private static string? AssemblyOf(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame)?.DeclaringAssemblyName.Split(',')[0];
}
