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
    /// <remarks>The folder is there once all of it is.</remarks>
    /// <exception cref="InvalidInputException">The folder holds something.</exception>
    public static void Write(string folder, OnnxExport model)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        OutputPlace.CheckNewFolder(folder);
        string parent = Path.GetDirectoryName(folder) ?? folder,
            temporary = Path.Combine(parent, $".mlnetlabels-{Guid.NewGuid():N}.tmp");
        try
        {
            Fill(temporary, model);
            OutputPlace.CheckNewFolder(folder);
            // One that is there stays: a shell may be in it.
            if (Directory.Exists(folder))
                foreach (string file in Directory.GetFiles(temporary))
                    File.Move(file, Path.Combine(folder, Path.GetFileName(file)));
            else
                Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Fill(string folder, OnnxExport model)
    {
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
