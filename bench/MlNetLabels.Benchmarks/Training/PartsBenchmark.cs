using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Runs;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Benchmarks.Training;

/// <summary>Parts of a mixture of Gaussians, written a group of rows at a time; training and judging on them.</summary>
internal sealed class PartsBenchmark(string folder, int dimension, int classes, long memory)
{
    private const int GroupRows = 2_000,
        FileRows = 500_000;

    // A usual penalty for embeddings; choosing it takes time in proportion and no more memory.
    private const double L2 = 0.01;

    // Centres this far from 0 in each dimension, in standard deviations: a tenth or so of the rows lies between classes.
    private const double Spread = 0.25;

    private readonly double[][] _centres = Centres(dimension, classes);

    public void Run(int rows, int test, TextWriter output)
    {
        T Step<T>(string name, Func<T> work)
        {
            var clock = Stopwatch.StartNew();
            T result = work();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {name, -22} {clock.Elapsed.TotalSeconds, 7:f1} s   {Peak() / 1e6:f0} MB at most so far"
                )
            );
            return result;
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows:N0} rows to train and {test:N0} to judge, {dimension} numbers each, {classes} classes; "
                    + $"--memory {memory / 1e6:f0} MB"
            )
        );
        Step("(writing)", () => Write("train", 0, rows) && Write("test", rows, test));
        string model = Path.Combine(folder, "m.mlabels");
        var trained = Step(
            "train",
            () =>
                ImageRuns.Train(
                    new TrainOptions
                    {
                        Embeddings = Path.Combine(folder, "train"),
                        Memory = memory,
                        Model = model,
                        Trainer = new TrainerOptions { Heads = new HeadOptions { L2 = L2 } },
                    }
                )
        );
        if (trained.Model.Description.Sample is { } sample)
            output.WriteLine(
                $"  {sample.Rows} rows drawn; "
                    + string.Join(
                        ", ",
                        sample.Curve.Select(x => FormattableString.Invariant($"{x.Rows}: {x.Value:p2}"))
                    )
            );
        var judged = Step(
            "judge",
            () =>
                ImageRuns.Evaluate(
                    new EvaluateOptions
                    {
                        Model = model,
                        Embeddings = Path.Combine(folder, "test"),
                        Memory = memory,
                    }
                )
        );
        output.WriteLine($"  {judged.Report.Summary.Headline}");
    }

    private bool Write(string name, int from, int rows)
    {
        Directory.CreateDirectory(Path.Combine(folder, name));
        foreach (int[] file in Enumerable.Range(from, rows).Chunk(FileRows))
            Write(Path.Combine(folder, name, $"{file[0]:D9}.parquet"), file).GetAwaiter().GetResult();
        return true;
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

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
