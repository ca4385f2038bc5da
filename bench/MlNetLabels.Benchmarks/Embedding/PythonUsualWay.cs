using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>Pillow, torchvision's transforms and PyTorch on the same files and weights.</summary>
/// <param name="About">Versions and threads.</param>
/// <param name="Rate">Images a second.</param>
/// <param name="LowestCosine">The lowest cosine similarity between its embedding of an image and ours.</param>
/// <param name="MeanCosine">The mean of those.</param>
internal sealed record PythonResult(string About, double Rate, double LowestCosine, double MeanCosine);

/// <summary>Runs the script beside this file.</summary>
internal static partial class PythonUsualWay
{
    private const int LacksModule = 3;

    /// <summary>Null where this Python has not what it takes.</summary>
    public static PythonResult? Run(string python, Backbone backbone, string[] files)
    {
        string list = Path.GetTempFileName(),
            output = Path.GetTempFileName(),
            network = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(network, backbone.ReadOnnx());
            File.WriteAllLines(list, files);
            var start = new ProcessStartInfo(
                python,
                [Path.Combine(AppContext.BaseDirectory, "python_usual_way.py"), network, list, output]
            )
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            string told = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == LacksModule)
                return null;
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{start.ArgumentList[0]} ended with {process.ExitCode}.");
            var found = JsonSerializer.Deserialize(told, ScriptJson.Default.Told)!;
            var theirs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
            var ours = new ImageEmbedder(backbone).Embed(files);
            double[] cosines =
            [
                .. ours.Rows.Select(
                    (file, row) =>
                        (double)
                            TensorPrimitives.CosineSimilarity(
                                ours.Embeddings.Row(row),
                                theirs.AsSpan(file * backbone.Dimension, backbone.Dimension)
                            )
                ),
            ];
            return new PythonResult(found.About, found.Rate, cosines.Min(), cosines.Average());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(list);
            File.Delete(output);
            File.Delete(network);
        }
    }

    private sealed record Told(string About, double Rate);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Told))]
    private sealed partial class ScriptJson : JsonSerializerContext;
}
