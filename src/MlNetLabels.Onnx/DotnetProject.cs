using MlNetLabels.Data;

namespace MlNetLabels.Onnx;

/// <summary>
/// A small console project that predicts with an exported model. It needs two packages that public feeds serve, ONNX
/// Runtime
/// and NetVips, and nothing of this library: the graph does the work, and the code is there to be read and changed.
/// </summary>
internal static class DotnetProject
{
    private static readonly string[] s_sources = ["ImageModel.cs", "Program.cs", "ImageModel.csproj", "README.md"];

    /// <summary>Writes the project.</summary>
    /// <param name="folder">A folder that is empty or not there yet.</param>
    /// <param name="model">A model exported with <see cref="OnnxInput.Image"/>.</param>
    /// <exception cref="InvalidInputException">The folder holds something.</exception>
    public static void Write(string folder, OnnxExport model)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new InvalidInputException(
                folder,
                null,
                "it is not empty; a project is written to a folder of its own. Name another one, or empty it."
            );
        model.Save(Path.Combine(folder, "model.onnx"));
        foreach (string source in s_sources)
            AtomicFile.Write(
                Path.Combine(folder, source),
                stream =>
                {
                    using var template = typeof(DotnetProject).Assembly.GetManifestResourceStream($"Dotnet.{source}")!;
                    template.CopyTo(stream);
                }
            );
    }
}
