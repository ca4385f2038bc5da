using System.CommandLine;
using MlNetLabels.Backbones;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Benchmarks.Images;
using MlNetLabels.Embedding;
using MlNetLabels.Imaging;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>
/// <c>embed</c>: images to embeddings beside the limit that decoding and the backbone set, and beside Python's usual
/// way.
/// </summary>
internal static class EmbedCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images")
        {
            Description = "Folder of images, subfolders included.",
            Required = true,
        };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Interleaved repeats; the least time of each part counts.",
            DefaultValueFactory = _ => 5,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads to use.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var serve = new Option<bool>("--serve")
        {
            Description = "Embed for every line on stdin: how the benchmark runs itself.",
            Hidden = true,
        };
        var asItComes = new Option<bool>("--as-it-comes")
        {
            Description = "Ask nothing of the process: no NativeSettings, which the program uses.",
        };
        var settings = new Option<bool>("--settings")
        {
            Description = "Instead, time processes with and without NativeSettings beside one another.",
        };
        var python = new Option<string>("--python")
        {
            Description = "A Python with torch, torchvision and onnx.",
            DefaultValueFactory = _ => "python3",
        };
        var command = new Command("embed", "The embedding pipeline beside its parts and beside Python.")
        {
            images,
            repeats,
            threads,
            python,
            asItComes,
            settings,
            serve,
        };
        command.SetAction(parsed =>
        {
            string[] files = ImageFolder.Files(parsed.GetValue(images)!);
            if (parsed.GetValue(settings))
            {
                SettingsBenchmark.Run(
                    parsed.GetValue(images)!,
                    files.Length,
                    parsed.GetValue(threads),
                    parsed.GetValue(repeats),
                    Console.Out
                );
                return;
            }
            if (!parsed.GetValue(asItComes))
            {
                NativeSettings.KeepFreedMemory();
                NativeSettings.DisableOnnxRuntimeTelemetry();
            }
            using var backbone = Backbone.Load("mobilenet-v3-small");
            if (parsed.GetValue(serve))
            {
                var embedder = new ImageEmbedder(backbone, new EmbeddingOptions { Threads = parsed.GetValue(threads) });
                IndependentProcesses.Serve(() => embedder.Embed(files));
                return;
            }
            var machine = Machine.Describe(parsed.GetValue(threads));
            Console.Out.WriteLine(
                $"{machine.Cpu}, {machine.Cores} cores, {machine.Threads} threads, {machine.VectorBits}-bit vectors; "
                    + $"{machine.System}; {machine.Runtime}"
            );
            using var processes = new IndependentProcesses(
                parsed.GetValue(images)!,
                parsed.GetValue(threads),
                "--threads",
                "1"
            );
            var result = new EmbedBenchmark(backbone, files, parsed.GetValue(threads), processes).Run(
                parsed.GetValue(repeats)
            );
            EmbedTable.Write(result, Console.Out);
            var usual = PythonUsualWay.Run(parsed.GetValue(python)!, backbone, files);
            if (usual is null)
                Console.Out.WriteLine(
                    "  Python's usual way was not measured: the Python given lacks torch, torchvision, Pillow or onnx "
                        + "('apt-get install python3-torchvision python3-onnx', then --python /usr/bin/python3)."
                );
            else
                EmbedTable.Write(usual, result, Console.Out);
        });
        return command;
    }
}
