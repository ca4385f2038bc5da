using System.Globalization;
using System.Reflection;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// Small .NET projects around a model: one predicts, one answers over HTTP, and one trains again where the model is of a
/// project. With the bundle, and the network where no package holds it. They use the packages, so that what they read,
/// refuse and answer is what the program does.
/// </summary>
internal static class DotnetProject
{
    private const string Retrain = "Retrain",
        RunsFolder = "runs";

    private static readonly (string Resource, string File)[] s_sources =
    [
        ("README.md", "README.md"),
        ("Directory.Build.props", "Directory.Build.props"),
        ("Predict.csproj", "Predict/Predict.csproj"),
        ("Predict.cs", "Predict/Program.cs"),
        ("Api.csproj", "Api/Api.csproj"),
        ("Api.cs", "Api/Program.cs"),
        ("Retrain.csproj", $"{Retrain}/Retrain.csproj"),
        ("Retrain.cs", $"{Retrain}/Program.cs"),
    ];

    /// <summary>The file of the project one of whose runs made a bundle; null where none did.</summary>
    public static string? ProjectOf(string bundle)
    {
        string? runs = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(bundle)));
        if (runs is null || Path.GetFileName(runs) != RunsFolder)
            return null;
        string file = Path.Combine(Path.GetDirectoryName(runs)!, ImageProject.FileName);
        return File.Exists(file) ? file : null;
    }

    /// <summary>Writes the projects.</summary>
    /// <param name="folder">A folder that is empty or not there yet; it is there once all of it is.</param>
    /// <param name="bundle">The model, which is copied as it is, signature included.</param>
    /// <param name="reference">The network that the model was trained with.</param>
    /// <param name="rejectRate">Share of in-domain images that may be rejected; null as trained.</param>
    /// <param name="project">The file of the project to train again, as <see cref="ProjectOf"/> finds it; null for none.</param>
    /// <exception cref="InvalidInputException">The folder holds something, or the network is not here.</exception>
    public static void Write(
        string folder,
        string bundle,
        BackboneReference reference,
        double? rejectRate,
        string? project
    )
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        OutputPlace.CheckNewFolder(folder);
        string parent = Path.GetDirectoryName(folder) ?? folder,
            temporary = Path.Combine(parent, $".mlnetlabels-{Guid.NewGuid():N}.tmp");
        try
        {
            Fill(temporary, bundle, reference, rejectRate, project);
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

    private static void Fill(
        string folder,
        string bundle,
        BackboneReference reference,
        double? rejectRate,
        string? project
    )
    {
        AtomicFile.Write(
            Path.Combine(folder, "model.mlabels"),
            stream =>
            {
                using var model = InputFile.Open(bundle);
                model.CopyTo(stream);
            }
        );
        var packages = new List<string>();
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
        var words = new Dictionary<string, string>
        {
            ["$RejectRate$"] = rejectRate?.ToString("R", CultureInfo.InvariantCulture) ?? "null",
            ["$Backbones$"] = references,
            ["$Version$"] = Version,
            ["$Project$"] = project ?? "",
            ["$Retrains$"] = project is null
                ? ""
                : $"| `{Retrain}` | trains again and promotes what is better, as `mlnet-labels retrain` does: `dotnet run --project "
                    + $"{Retrain}`, or with the path of another `{ImageProject.FileName}` behind `--` |\n",
        };
        foreach (var (resource, file) in s_sources)
        {
            if (project is null && file.StartsWith(Retrain, StringComparison.Ordinal))
                continue;
            using var template = typeof(DotnetProject).Assembly.GetManifestResourceStream($"Dotnet.{resource}")!;
            using var reader = new StreamReader(template);
            string text = words.Aggregate(
                reader.ReadToEnd(),
                (text, word) => text.Replace(word.Key, word.Value, StringComparison.Ordinal)
            );
            AtomicFile.WriteText(Path.Combine(folder, file), text);
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
