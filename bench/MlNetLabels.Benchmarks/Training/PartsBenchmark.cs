using System.Diagnostics;
using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>Parts of a mixture of Gaussians, written a group of rows at a time; the program trains and judges on them.</summary>
internal sealed class PartsBenchmark(string folder, int dimension, int classes, int memory, string program)
{
    private const int GroupRows = 2_000,
        FileRows = 500_000;

    // A usual penalty for embeddings; choosing it takes time in proportion and no more memory.
    private const string L2 = "0.01";

    // Centres this far from 0 in each dimension, in standard deviations: a tenth or so of the rows lies between classes.
    private const double Spread = 0.25;

    private readonly double[][] _centres = Centres(dimension, classes);

    public void Run(int rows, int test, TextWriter output)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows to train and {test:N0} to judge, {dimension} numbers each, {classes} classes; "
                    + $"--memory {memory} MB"
            )
        );
        Write("train", 0, rows);
        Write("test", rows, test);
        string model = Path.Combine(folder, "m.mlabels"),
            given = $"{memory}MB";
        string[] train = ["train", "--embeddings", Path.Combine(folder, "train"), "--l2", L2, "--model", model],
            judge = ["evaluate", "--embeddings", Path.Combine(folder, "test"), "--model", model];
        foreach (string[] call in new[] { train, judge })
            Measure([.. call, "--memory", given], output);
    }

    private void Measure(string[] call, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(
            new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. call])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            }
        )!;
        var said = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long most = 0;
        while (!process.WaitForExit(20))
        {
            process.Refresh();
            most = Math.Max(most, process.PeakWorkingSet64);
        }
        if (process.ExitCode != 0)
            throw new InvalidInputException(program, null, $"it ended with {process.ExitCode}: {error.Result.Trim()}");
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {call[0], -10} {clock.Elapsed.TotalSeconds, 7:f1} s, {most / 1e6:f0} MB at most"
            )
        );
        output.WriteLine(said.Result);
    }

    private void Write(string name, int from, int rows)
    {
        Directory.CreateDirectory(Path.Combine(folder, name));
        foreach (int[] file in Enumerable.Range(from, rows).Chunk(FileRows))
            Write(Path.Combine(folder, name, $"{file[0]:D9}.parquet"), file).GetAwaiter().GetResult();
    }

    private async Task Write(string path, int[] rows)
    {
        var schema = new ParquetSchema(
            new DataField<string>("file"),
            new DataField<string>("label"),
            new ListField("embedding", new DataField<float>("element"))
        );
        var list = schema.DataFields[2];
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file);
        foreach (int[] own in rows.Chunk(GroupRows))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(schema.DataFields[0], own.Select(i => $"{i}.jpg").ToArray());
            await group.WriteAsync(schema.DataFields[1], own.Select(i => $"class {i % classes}").ToArray());
            var numbers = new float[own.Length * dimension];
            Parallel.For(0, own.Length, i => Draw(own[i], numbers.AsSpan(i * dimension, dimension)));
            await group.WriteAllPartsAsync<float>(
                list,
                numbers.AsMemory(),
                Enumerable.Repeat(list.MaxDefinitionLevel, numbers.Length).ToArray(),
                Enumerable.Range(0, numbers.Length).Select(k => k % dimension == 0 ? 0 : 1).ToArray(),
                default
            );
        }
    }

    private void Draw(int row, Span<float> numbers)
    {
        var random = new Random(row);
        for (int k = 0; k < numbers.Length; k++)
            numbers[k] = (float)(_centres[row % classes][k] + Normal(random));
    }

    private static double[][] Centres(int dimension, int classes)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable
                .Range(0, classes)
                .Select(_ => Enumerable.Range(0, dimension).Select(_ => Spread * Normal(random)).ToArray()),
        ];
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
