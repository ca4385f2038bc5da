using System.CommandLine;
using MlNetLabels.Backbones;
using MlNetLabels.Benchmarks.Heads;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary><c>cache</c>: a first and a second run over the same images with one cache.</summary>
internal static class CacheCommand
{
    public static Command Create()
    {
        var images = new Option<int>("--count") { Description = "Distinct images.", DefaultValueFactory = _ => 10_000 };
        var source = new Option<string?>("--images")
        {
            Description =
                "Folder of images to make them of: copies that differ in bytes behind the image's end. Drawn when left out.",
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Second runs; the least time counts.",
            DefaultValueFactory = _ => 5,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to use.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var command = new Command(
            "cache",
            "The cache of embeddings: a first run, and a second one that makes no call of the backbone."
        )
        {
            images,
            source,
            repeats,
            threads,
        };
        command.SetAction(parsed =>
        {
            Console.Out.WriteLine(Machine.Describe(parsed.GetValue(threads)).Summary);
            string folder = Directory.CreateTempSubdirectory("mlnetlabels-cache-").FullName;
            try
            {
                string[] files = ManyImages.Write(
                    folder,
                    parsed.GetValue(images),
                    parsed.GetValue(source),
                    parsed.GetValue(threads)
                );
                using var backbone = Backbone.Load("mobilenet-v3-small");
                var result = new CacheBenchmark(
                    backbone,
                    files,
                    Path.Combine(folder, "embeddings.db"),
                    parsed.GetValue(threads),
                    parsed.GetValue(repeats)
                ).Run();
                result.Write(Console.Out);
                return result.IsRight ? 0 : 1;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }
}
