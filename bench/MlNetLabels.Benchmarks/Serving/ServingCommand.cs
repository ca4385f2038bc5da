using System.CommandLine;
using System.Globalization;

namespace MlNetLabels.Benchmarks.Serving;

/// <summary>What a service costs over the engine, in process: the time of one image, and images a second.</summary>
internal static class ServingCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Required = true };
        var images = new Option<string>("--images") { Description = "A folder of images.", Required = true };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 5 };
        var command = new Command("serving", "Times IImagePredictor against the engine.") { model, images, seconds };
        command.SetAction(
            async (parsed, _) =>
            {
                byte[][] files =
                [
                    .. Directory
                        .GetFiles(parsed.GetValue(images)!, "*.jpg", SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal)
                        .Take(200)
                        .Select(File.ReadAllBytes),
                ];
                var result = await new ServingBenchmark(
                    parsed.GetValue(model)!,
                    files,
                    parsed.GetValue(seconds)
                ).RunAsync();
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"""
                        engine: median {1000 * result.EngineMedian:f3} ms, {result.Engine.ImagesASecond:f1} images/s, {result
                            .Engine
                            .ProcessorMilliseconds:f3} ms of a core an image
                        service: median {1000 * result.ServiceMedian:f3} ms, {result.Service.ImagesASecond:f1} images/s, {result
                            .Service
                            .ProcessorMilliseconds:f3} ms of a core an image
                        median, service to engine: {result.ServiceMedian / result.EngineMedian:f3}
                        """
                    )
                );
            }
        );
        return command;
    }
}
