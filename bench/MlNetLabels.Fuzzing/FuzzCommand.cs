using System.CommandLine;
using System.Globalization;

namespace MlNetLabels.Fuzzing;

/// <summary><c>fuzz</c>: damaged copies of images through the decoder, in a process that may die.</summary>
internal static class FuzzCommand
{
    // Larger ones decode slowly and hold no more kinds of damage.
    private const long LargestFile = 200_000;

    public static Command Create()
    {
        var images = new Option<string[]>("--images")
        {
            Description = "Folders of images to damage; files above 200 kB are left out.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "Folder for offending files and for the counts; a run that was stopped goes on from them.",
            Required = true,
        };
        var cases = new Option<int>("--cases")
        {
            Description = "Damaged files to decode.",
            DefaultValueFactory = _ => 100_000,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Another seed, other damage.",
            DefaultValueFactory = _ => 1,
        };
        var childFrom = new Option<int?>("--child-from") { Hidden = true };
        var command = new Command("fuzz", "Damaged images through the decoder in a child process (Linux).")
        {
            images,
            output,
            cases,
            seed,
            childFrom,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        string[] folders = parsed.GetValue(images)!;
                        byte[][] files =
                        [
                            .. folders
                                .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
                                .Order(StringComparer.Ordinal)
                                .Where(f => new FileInfo(f).Length is > 0 and <= LargestFile)
                                .Select(File.ReadAllBytes),
                        ];
                        if (files.Length == 0)
                            throw new InvalidInputException("There are no files of up to 200 kB in the folders given.");
                        var mutator = new Mutator(files, parsed.GetValue(seed));
                        if (parsed.GetValue(childFrom) is { } from)
                        {
                            FuzzChild.Run(mutator, from, parsed.GetValue(cases));
                            return;
                        }
                        string[] again =
                        [
                            "fuzz",
                            .. folders.SelectMany(f => new[] { "--images", f }),
                            "--output",
                            parsed.GetValue(output)!,
                            "--cases",
                            parsed.GetValue(cases).ToString(CultureInfo.InvariantCulture),
                            "--seed",
                            parsed.GetValue(seed).ToString(CultureInfo.InvariantCulture),
                        ];
                        new FuzzRun(mutator, again, parsed.GetValue(output)!, parsed.GetValue(cases)).Run(
                            Console.Out,
                            cancellationToken
                        );
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
