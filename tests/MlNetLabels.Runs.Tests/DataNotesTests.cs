using System.Text.RegularExpressions;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>What runs say of data that are odd, in as few lines as it takes.</summary>
public sealed class DataNotesTests : IDisposable
{
    private const int Labels = 40,
        Rows = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly Listener _listener = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CheckFailures_FilesThatMayNotBeRead_SaysToMakeThemReadable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        const string Denied = "it may not be read: give yourself the permission (chmod u+r, or ask its owner)";
        using var context = new RunContext("mobilenet-v3-small", new EmbeddingSettings(), _listener, null, default);

        Assert.Equal(
            "1 of 2 files could not be read, but --max-failures allows 0. First: a.jpg: "
                + Denied
                + ". Make them readable, or allow more with --max-failures 1.",
            Assert
                .Throws<InvalidInputException>(() => new DataLoader(context).CheckFailures([new("a.jpg", Denied)], 2))
                .Message
        );
    }

    [Fact]
    public void Train_ManyLabelsWithoutAHead_AreOneLine()
    {
        // Only the first label is there and absent often enough.
        Write([
            .. Enumerable
                .Range(0, Rows)
                .Select(i =>
                    Enumerable
                        .Range(0, Labels)
                        .Select(k =>
                            k == 0 ? i % 2
                            : i == k ? 1
                            : 0
                        )
                ),
        ]);

        Train();

        string line = Assert
            .Single(_listener.Logged, l => l.Message.Contains("NO label heads for", StringComparison.Ordinal))
            .Message;
        Assert.Contains(
            (Labels - 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            line,
            StringComparison.Ordinal
        );
        Assert.Contains("label1", line, StringComparison.Ordinal);
        ImageRuns.Evaluate(
            new EvaluateOptions
            {
                Model = _folder.File("m.mlabels"),
                Embeddings = _folder.File("x.npy"),
                OutputFolder = _folder.File("report"),
            },
            cancellationToken: TestContext.Current.CancellationToken
        );
        string report = File.ReadAllText(_folder.File("report", "report.json"));
        Assert.Contains("There are NO label heads for 39 of 40 labels. ", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_EqualImagesWithOtherLabels_AreNamedInOneLine()
    {
        Write([.. Enumerable.Range(0, Rows).Select(i => (int[])[i % 2, i % 3 == 0 ? 1 : 0])], twice: 4);

        Train();

        string line = Assert
            .Single(_listener.Logged, l => l.Message.Contains("with labels that differ", StringComparison.Ordinal))
            .Message;
        Assert.Contains("1 image is there more than once", line, StringComparison.Ordinal);
        Assert.Contains("row4 and row5", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_DataOfOtherClasses_IsRefusedBeforeTheWork()
    {
        string known = Points.Write(_folder, "known"),
            other = Points.Write(_folder, "other");
        File.WriteAllText(
            Path.ChangeExtension(other, ".csv"),
            File.ReadAllText(Path.ChangeExtension(other, ".csv"))
                .Replace(",ant", ",oak", StringComparison.Ordinal)
                .Replace(",bee", ",elm", StringComparison.Ordinal)
                .Replace(",cat", ",ash", StringComparison.Ordinal)
        );
        string model = _folder.File("m.mlabels");
        ImageRuns.Train(
            new TrainOptions
            {
                Embeddings = known,
                Model = model,
                Trainer = new() { Heads = new() { L2 = 0.1 } },
            },
            cancellationToken: TestContext.Current.CancellationToken
        );

        var error = Assert.Throws<InvalidInputException>(() =>
            ImageRuns.Evaluate(
                new EvaluateOptions { Model = model, Embeddings = other },
                cancellationToken: TestContext.Current.CancellationToken
            )
        );

        Assert.Contains("'ash', 'elm', 'oak'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ant, bee, cat", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ClassOfCopiesOfOnePhoto_IsRefused()
    {
        var matrix = new Matrix(12, 4);
        for (int i = 0; i < 12; i++)
            matrix.Row(i).Fill(i < 6 ? 1 : i);
        NpyFile.Write(_folder.File("x.npy"), matrix);
        _folder.Write(
            "x.csv",
            "file,label\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"row{i},{(i < 6 ? "a" : "b")}\n"))
        );

        Assert.Contains(
            "all 6 photos of 'a' are copies of one photo, so there is nothing to learn from. Add other photos.",
            Assert.Throws<InvalidInputException>(Train).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Train_LabelsOnTooFewPhotos_AreToldOnce()
    {
        // Each label is on one image alone.
        Write([.. Enumerable.Range(0, 12).Select(i => Enumerable.Range(0, 12).Select(k => i == k ? 1 : 0))]);

        string said = Assert.Throws<InvalidInputException>(Train).Message;

        // Those whose image is held out, and those whose image is not.
        Assert.Equal(2, Regex.Count(said, @"\d+ labels \(label"));
        Assert.Equal(2, Regex.Count(said, "at least 2"));
    }

    private void Train() =>
        ImageRuns.Train(
            new TrainOptions
            {
                Embeddings = _folder.File("x.npy"),
                Model = _folder.File("m.mlabels"),
                Trainer = new() { Heads = new() { L2 = 0.1 } },
            },
            _listener,
            _listener,
            TestContext.Current.CancellationToken
        );

    // Row "twice" + 1 has the embedding of the row before it.
    private void Write(IEnumerable<int>[] states, int? twice = null)
    {
        var random = new Random(2);
        var matrix = new Matrix(states.Length, 6);
        foreach (ref float x in matrix.Span)
            x = random.NextSingle();
        if (twice is { } row)
            matrix.Row(row).CopyTo(matrix.Row(row + 1));
        NpyFile.Write(_folder.File("x.npy"), matrix);
        _folder.Write(
            "x.csv",
            string.Join(
                '\n',
                states
                    .Select((s, i) => $"row{i},{string.Join(',', s)}")
                    .Prepend($"file,{string.Join(',', states[0].Select((_, k) => $"label{k}"))}")
            ) + "\n"
        );
    }
}
