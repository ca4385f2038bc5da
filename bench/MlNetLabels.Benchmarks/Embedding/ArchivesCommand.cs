using System.CommandLine;
using MlNetLabels.Benchmarks.Heads;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary><c>archives</c>: the same images from a folder, and in place from archives of it.</summary>
internal static class ArchivesCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images") { Description = "Folder of class folders.", Required = true };
        var entries = new Option<int>("--entries")
        {
            Description = "Entries of the archives whose opening is timed.",
            DefaultValueFactory = _ => 100_000,
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Rounds, in each of which all take their turn; the least time counts.",
            DefaultValueFactory = _ => 5,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to use.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var command = new Command(
            "archives",
            "Hashing and embedding images in a zip or tar archive, against the same in a folder; and opening large ones."
        )
        {
            images,
            entries,
            repeats,
            threads,
        };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(Machine.Describe(parsed.GetValue(threads)).Summary);
            string folder = Directory.CreateTempSubdirectory("mlnetlabels-archives-").FullName;
            try
            {
                var benchmark = new ArchivesBenchmark(folder, parsed.GetValue(threads), Console.Out);
                benchmark.Read(parsed.GetValue(images)!, parsed.GetValue(repeats));
                benchmark.Open(parsed.GetValue(entries));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }
}
