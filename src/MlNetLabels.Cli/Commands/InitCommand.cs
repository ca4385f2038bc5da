using System.CommandLine;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Projects;
using MlNetLabels.Data;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Looks at images and writes a project for them.</summary>
internal static class InitCommand
{
    private const int MostNamed = 10,
        // Below it a figure on a fifth of a class says next to nothing.
        FewImages = 20;

    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description =
                "Images: a folder with one subfolder per class, a table, what other tools export, or a folder of images that are "
                + "to be labelled; the current folder when left out.",
            DefaultValueFactory = _ => ".",
        };
        var output = new Option<string>("--output")
        {
            Description = "Folder of the project, where runs will lie, too; the current folder when left out.",
            DefaultValueFactory = _ => ".",
        };
        var json = CommonOptions.Json();
        var command = new Command(
            "init",
            "Look at your images, say what is there and what to fix, and write mlnetlabels.json for 'retrain'."
        )
        {
            data,
            output,
            json,
        };
        Help.AddExamples(command, "init --data photos", "init --data labels.csv --output project");
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var console = new RunConsole(verbose: false);
                string folder = parsed.GetValue(output)!,
                    images = parsed.GetValue(data)!;
                string there = Path.Combine(folder, ImageProject.FileName);
                if (File.Exists(there))
                    throw new InvalidInputException(
                        there,
                        null,
                        "there is one already; edit it, or name another folder."
                    );
                OutputPlace.CheckFolder(folder);
                int waiting = UnlabelledFolder.Count(images);
                var found =
                    waiting > 0
                        ? Unlabelled(images, waiting)
                        : ImageRuns.Describe(
                            new DataOptions { Data = images },
                            console.Log,
                            console.Progress,
                            cancellationToken
                        );
                IReadOnlyList<string> toFix = waiting > 0 ? [ToLabel(images)] : [.. ToFix(found)];
                var project = ImageProject.Create(
                    folder,
                    new ProjectSettings
                    {
                        Data = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(images)),
                    }
                );
                string file = Path.Combine(project.Folder, ImageProject.FileName);
                if (parsed.GetValue(json))
                    Json.Write(new InitJson(file, found, toFix));
                else if (waiting > 0)
                    Console.Out.WriteLine(
                        $"Found {Counted.Of(waiting, "image")} in {images}, none of them labelled. Wrote {file}. Next: {toFix[0]}"
                    );
                else
                    Print(file, found, toFix, project.Settings());
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static DatasetDescription Unlabelled(string folder, int images) =>
        new()
        {
            Source = folder,
            Kind = TargetKind.Classes,
            Images = images,
            Labels = new Dictionary<string, int>(),
        };

    // The list that the page writes lies where 'retrain' looks.
    private static string ToLabel(string folder) =>
        $"mlnet-labels label --data {folder}, which writes {Path.Combine(folder, "labels.csv")}, then retrain";

    private static void Print(
        string file,
        DatasetDescription found,
        IReadOnlyList<string> toFix,
        ProjectSettings settings
    )
    {
        string kinds =
            found.Kind == TargetKind.Classes
                ? Counted.Of(found.Labels.Count, "class", "classes")
                : Counted.Of(found.Labels.Count, "label");
        Console.Out.WriteLine($"Found {Counted.Of(found.Images, "image")} of {kinds} in {found.Source}:");
        foreach (var (name, count) in found.Labels.OrderByDescending(x => x.Value).Take(MostNamed))
            Console.Out.WriteLine($"  {count} {name}");
        if (found.Labels.Count > MostNamed)
            Console.Out.WriteLine($"  ... and {found.Labels.Count - MostNamed} more");
        foreach (string note in found.Notes)
            Console.Out.WriteLine($"  {note}");
        string tests = found.Splits.ContainsKey("test")
            ? "the images that the data name for it"
            : settings.TestShare.ToString("0%", CultureInfo.InvariantCulture) + " of each";
        Console.Out.WriteLine(
            $"'retrain' will test on {tests}, train on the others with {settings.Backbone}, and promote a new model that is "
                + "better beyond chance."
        );
        Console.Out.WriteLine(toFix.Count == 0 ? "Nothing to fix was found." : "To fix first:");
        foreach (string line in toFix)
            Console.Out.WriteLine($"  {line}");
        Console.Out.WriteLine($"Wrote {file}. Next: mlnet-labels retrain");
    }

    private static IEnumerable<string> ToFix(DatasetDescription found)
    {
        foreach (string odd in found.Suspicions)
            yield return odd;
        string[] few = [.. found.Labels.Where(x => x.Value < FewImages).Select(x => $"{x.Key} ({x.Value})")];
        if (few.Length > 0)
            yield return $"Fewer than {FewImages} images: {string.Join(", ", few.Take(MostNamed))}"
                + $"{(few.Length > MostNamed ? $" and {few.Length - MostNamed} more" : "")}. Add some: a fifth of so few "
                + "is too little to judge by.";
        if (found.Skipped.Count > 0)
            yield return $"{Counted.Of(found.Skipped.Count, "file")} cannot be used, such as {found.Skipped[0].File} "
                + $"({found.Skipped[0].Reason}). Remove or replace them, or run 'retrain --max-failures all'.";
    }
}
