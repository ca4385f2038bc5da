using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>A process that embeds with one engine, as a user's program runs: compiled in tiers.</summary>
internal sealed class StepsProcess : IDisposable
{
    public const int Dimension = 576;

    private readonly Process _process;

    /// <param name="engine">Which steps.</param>
    /// <param name="images">Folder of the images to time.</param>
    /// <param name="threads">Threads, and cores that it sees.</param>
    public StepsProcess(string engine, string images, int threads)
    {
        string count = threads.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "MlNetLabels.Benchmarks.dll"),
                CompareImagesCommand.Verb,
                "--images",
                images,
                "--threads",
                count,
                "--serve",
                engine,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_PROCESSOR_COUNT"] = count;
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "1";
        var clock = Stopwatch.StartNew();
        _process = Process.Start(start)!;
        Start = Read() with { Seconds = clock.Elapsed.TotalSeconds };
    }

    /// <summary>From nothing to the first embedding.</summary>
    public StepsAnswer Start { get; }

    /// <summary>Embeds all images once.</summary>
    public StepsAnswer Pass() => Ask(StepsServer.Pass);

    /// <summary>The embeddings of other files; what cannot be used is a row of NaN.</summary>
    public Matrix Embed(IReadOnlyList<string> files)
    {
        string list = Path.GetTempFileName(),
            output = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(list, files);
            Ask($"{list}\t{output}");
            float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
            return new Matrix(files.Count, Dimension, values);
        }
        finally
        {
            File.Delete(list);
            File.Delete(output);
        }
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private StepsAnswer Ask(string what)
    {
        _process.StandardInput.WriteLine(what);
        return Read();
    }

    private StepsAnswer Read() =>
        _process.StandardOutput.ReadLine() is { } line
            ? JsonSerializer.Deserialize<StepsAnswer>(line)!
            : throw new InvalidOperationException("a process that embeds ended early.");
}
