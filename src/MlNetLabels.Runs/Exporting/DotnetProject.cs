using System.Globalization;
using System.Reflection;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// A small console project that predicts with a model: the bundle, the network where no package holds it, and a few
/// lines of code that use the package <c>MlNetLabels.Imaging</c>, so that what it reads, refuses and answers is what the
/// program does.
/// </summary>
internal static class DotnetProject
{
    private static readonly string[] s_sources = ["Program.cs", "App.csproj", "README.md"];

    /// <summary>Writes the project.</summary>
    /// <param name="folder">A folder that is empty or not there yet; it is there once all of it is.</param>
    /// <param name="bundle">The model, which is copied as it is, signature included.</param>
    /// <param name="reference">The network that the model was trained with.</param>
    /// <param name="rejectRate">Share of in-domain images that may be rejected; null as trained.</param>
    /// <exception cref="InvalidInputException">The folder holds something, or the network is not here.</exception>
    public static void Write(string folder, string bundle, BackboneReference reference, double? rejectRate)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        OutputPlace.CheckNewFolder(folder);
        string parent = Path.GetDirectoryName(folder) ?? folder,
            temporary = Path.Combine(parent, $".mlnetlabels-{Guid.NewGuid():N}.tmp");
        try
        {
            Fill(temporary, bundle, reference, rejectRate);
            OutputPlace.CheckNewFolder(folder);
            // One that is there stays: a shell may be in it.
            if (Directory.Exists(folder))
                foreach (string entry in Directory.GetFileSystemEntries(temporary))
                    Directory.Move(entry, Path.Combine(folder, Path.GetFileName(entry)));
            else
                Directory.Move(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Fill(string folder, string bundle, BackboneReference reference, double? rejectRate)
    {
        AtomicFile.Write(
            Path.Combine(folder, "model.mlabels"),
            stream =>
            {
                using var model = InputFile.Open(bundle);
                model.CopyTo(stream);
            }
        );
        var packages = new List<string> { "MlNetLabels.Imaging" };
        using (var backbone = Backbone.Load(reference))
            foreach (var part in backbone.Parts)
                if (File.Exists(part.Location))
                    AddBackbone(Path.Combine(folder, "backbones"), part);
                else
                    packages.Add(part.Location[..part.Location.IndexOf('/')]);
        string references = string.Join(
            "\n    ",
            packages.Distinct().Select(id => $"<PackageReference Include=\"{id}\" Version=\"$(MlNetLabelsVersion)\" />")
        );
        foreach (string source in s_sources)
        {
            using var template = typeof(DotnetProject).Assembly.GetManifestResourceStream($"Dotnet.{source}")!;
            using var reader = new StreamReader(template);
            string text = reader
                .ReadToEnd()
                .Replace(
                    "$RejectRate$",
                    rejectRate?.ToString("R", CultureInfo.InvariantCulture) ?? "null",
                    StringComparison.Ordinal
                )
                .Replace("$Packages$", references, StringComparison.Ordinal)
                .Replace("$Version$", Version, StringComparison.Ordinal);
            AtomicFile.WriteText(Path.Combine(folder, source), text);
        }
    }

    private static void AddBackbone(string folder, Backbone part)
    {
        string onnx = part.Card.Name + ".onnx";
        AtomicFile.Write(Path.Combine(folder, onnx), stream => stream.Write(part.ReadOnnx()));
        AtomicFile.WriteText(
            Path.Combine(folder, part.Card.Name + ".json"),
            CardFile.Text(part.Card with { Onnx = onnx })
        );
    }

    // Of the packages that belong to this build: what comes after + is the commit.
    private static string Version =>
        typeof(DotnetProject)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
