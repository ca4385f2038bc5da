using System.Globalization;
using System.Text.Json;
using MlNetLabels.Models;
using MlNetLabels.Testing;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Tests;

/// <summary>Training on parts of shards, all of them or a sample.</summary>
public sealed class PartsTrainTests(Shapes shapes) : IDisposable
{
    private const int Dimension = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("parts")]
    [InlineData("parts/*.parquet")]
    [InlineData("parts/part-{00000..00002}-of-00003.parquet")]
    [InlineData("merged.parquet")]
    public void Train_AllPartsOfARun_IsTheModelOfTheMergedEmbeddings(string given)
    {
        using var run = new ShardFolderRun(_folder.File("parts"), shapes.Images, 3).All();
        Tool.Run("shards", "merge", run.Folder.Path, "--output", _folder.File("merged.npy")).Done();
        Tool.Run("shards", "merge", run.Folder.Path, "--output", _folder.File("merged.parquet")).Done();

        var expected = Train("merged.npy", "npy.mlabels");
        var actual = Train(given, "parts.mlabels");

        Assert.Equal(expected.DataSha256, actual.DataSha256);
        Assert.Equal(expected.Backbone.Sha256, actual.Backbone.Sha256);
        Assert.Null(actual.Sample);
        Assert.Equal(
            expected.Softmax!.OutOfFold!.LogLoss ?? expected.Softmax.Validation!.LogLoss,
            actual.Softmax!.OutOfFold!.LogLoss ?? actual.Softmax.Validation!.LogLoss
        );
    }

    [Fact]
    public void Train_PartIsMissing_IsSaid()
    {
        using var run = new ShardFolderRun(_folder.File("parts"), shapes.Images, 4).All();
        File.Delete(run.Part(3));

        var result = Tool.Run(
            "train",
            "--embeddings",
            run.Folder.Path,
            "--l2",
            "0.01",
            "--model",
            _folder.File("m.mlabels")
        );

        Assert.Contains("3 of 4 parts are there", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_LabelsOfAList_AreJoinedByFile()
    {
        await Write("rows.parquet", 200, label: false);
        // In another order, of one image less, and of one that is not there.
        _folder.Write(
            "labels.csv",
            "file,label\n"
                + string.Join('\n', Enumerable.Range(0, 199).Reverse().Select(i => $"{i}.png,{Class(i)}"))
                + "\nother.png,a\n"
        );
        await Write("labelled.parquet", 199, label: true);

        var byList = Train("rows.parquet", "list.mlabels", "--labels", _folder.File("labels.csv"));
        var byColumn = Train("labelled.parquet", "column.mlabels");

        Assert.Equal(byColumn.DataSha256, byList.DataSha256);
        Tool.Run("train", "--embeddings", _folder.File("rows.parquet"), "--model", _folder.File("x.mlabels"))
            .Refused(3, "nothing in it says which class", "--labels");
    }

    [Fact]
    public async Task Train_ListThatNamesNoRow_SaysHowRowsAreCalled()
    {
        await Write("rows.parquet", 20, label: false);
        _folder.Write("labels.csv", "file,label\nx.png,a\ny.png,b\n");

        Tool.Run(
                "train",
                "--embeddings",
                _folder.File("rows.parquet"),
                "--labels",
                _folder.File("labels.csv"),
                "--model",
                _folder.File("x.mlabels")
            )
            .Refused(3, "no row is labelled. The first is called '0.png'");
    }

    [Fact]
    public async Task Train_MoreThanMemory_IsASampleByClassWithACurve()
    {
        await Write("rows.parquet", 40_000, label: true);

        var result = Tool.Run(
                "train",
                "--embeddings",
                _folder.File("rows.parquet"),
                "--memory",
                "6MB",
                "--l2",
                "0.01",
                "--json",
                "--model",
                _folder.File("m.mlabels")
            )
            .Done();

        Assert.Contains(
            "of 40,000 labelled rows are taken, a sample by class drawn with seed 1",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("The last doubling brought", result.Error, StringComparison.Ordinal);
        var sample = result.Json().GetProperty("manifest").GetProperty("training").GetProperty("sample");
        Assert.Equal(40_000, sample.GetProperty("of").GetInt64());
        Assert.InRange(sample.GetProperty("rows").GetInt32(), 500, 5_000);
        var curve = sample.GetProperty("curve").EnumerateArray().ToList();
        Assert.Equal(4, curve.Count);
        int[] rows = [.. curve.Select(x => x.GetProperty("rows").GetInt32())];
        Assert.Equal([rows[3] / 8, rows[3] / 4, rows[3] / 2, rows[3]], rows);
        Assert.All(
            curve,
            x =>
            {
                double value = x.GetProperty("value").GetDouble();
                Assert.InRange(value, x.GetProperty("low").GetDouble(), x.GetProperty("high").GetDouble());
                Assert.InRange(value, 0.4, 1);
            }
        );
        CheckReport();
    }

    [Fact]
    public async Task Train_SameRowsDividedAndOrderedOtherwise_DrawsTheSameSample()
    {
        await Write("one/rows.parquet", 6_000, label: true);
        await Write("two/1.parquet", 4_000, label: true, from: 2_000);
        await Write("two/2.parquet", 2_000, label: true);

        var one = Train("one", "one.mlabels", "--memory", "1MB");
        var two = Train("two", "two.mlabels", "--memory", "1MB");
        var other = Train("one", "other.mlabels", "--memory", "1MB", "--seed", "2");

        Assert.NotNull(one.Sample);
        Assert.Equal(one.DataSha256, two.DataSha256);
        Assert.NotEqual(one.DataSha256, other.DataSha256);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1MB")]
    public async Task Train_RowsThatListAnImageAgain_CountOnce(string? memory)
    {
        await Write("one/rows.parquet", 6_000, label: true);
        await Write("two/1.parquet", 6_000, label: true);
        await Write("two/2.parquet", 6_000, label: true);
        string[] more = memory is null ? [] : ["--memory", memory];

        var one = Train("one", "one.mlabels", more);
        var two = Tool.Run(["train", "--embeddings", _folder.File("two"), .. More(), "--json", .. more]).Done();

        Assert.Contains("that list an image again with the same labels", two.Error, StringComparison.Ordinal);
        if (memory is null)
            Assert.Equal(one.DataSha256, Model.Load(_folder.File("two.mlabels")).Description.DataSha256);

        string[] More() => ["--l2", "0.01", "--model", _folder.File("two.mlabels")];
    }

    [Fact]
    public async Task Train_RowsOfAListThatComeAgain_CountOnce()
    {
        await Write("in/1.parquet", 200, label: false);
        await Write("in/2.parquet", 20, label: false, from: 100);
        _folder.Write(
            "labels.csv",
            "file,label\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}.png,{Class(i)}\n"))
        );

        var again = Train("in", "again.mlabels", "--labels", _folder.File("labels.csv"));

        Assert.Equal(
            Train("in/1.parquet", "once.mlabels", "--labels", _folder.File("labels.csv")).DataSha256,
            again.DataSha256
        );
    }

    [Fact]
    public async Task Train_PartsOfTwoRuns_AreRefused()
    {
        await Write("in/1.parquet", 20, label: true);
        await Write("in/2.parquet", 20, label: false);

        Tool.Run("train", "--embeddings", _folder.File("in"), "--model", _folder.File("x.mlabels"))
            .Refused(3, "2.parquet", "another run");
    }

    [Fact]
    public async Task Train_CutFile_IsRefused()
    {
        string path = await Write("rows.parquet", 200, label: true);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        Tool.Run("train", "--embeddings", path, "--model", _folder.File("x.mlabels")).Refused(3, "damaged");
    }

    [Fact]
    public void Train_MemoryWithImages_IsAUsageError() =>
        Tool.Run("train", "--data", shapes.Images, "--memory", "1GB", "--model", _folder.File("x.mlabels"))
            .Refused(2, "--memory");

    [Theory]
    [InlineData("label")]
    [InlineData("labels")]
    public async Task Evaluate_MoreThanMemory_GivesTheFiguresOfAllRows(string column)
    {
        await Write("rows.parquet", 900, column);
        await Write("test.parquet", 30_000, column, from: 100_000);
        Train("rows.parquet", "m.mlabels");

        var all = Evaluate("all");
        var streamed = Evaluate("streamed", "--memory", "3MB");

        Assert.Contains(
            streamed.GetProperty("data").GetProperty("warnings").EnumerateArray(),
            x => x.GetString()!.Contains("judged as they came", StringComparison.Ordinal)
        );
        string head = column == "label" ? "softmax" : "labels";
        var (expected, actual) = (Figures(all, head), Figures(streamed, head));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, value) in expected)
            // Of histograms' bins, as the report says; else but for the order of sums.
            Assert.Equal(value, actual[name], name is "auroc" or "aurocMacro" or "mapMacro" ? 0.002 : 1e-9);
        Assert.Equal(
            all.GetProperty("domainCheck").GetProperty("testCoverage").GetDouble(),
            streamed.GetProperty("domainCheck").GetProperty("testCoverage").GetDouble()
        );
        Assert.Equal(30_000, streamed.GetProperty("data").GetProperty("splits").GetProperty("test").GetInt32());
        _folder.Write(
            "gates.json",
            "{\"minAccuracy\": 0.99, \"minMicroF1\": 0.99}".Replace(
                column == "label" ? ", \"minMicroF1\": 0.99" : "\"minAccuracy\": 0.99, ",
                "",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(
            ExitCode.GateFailed,
            Tool.Run(Arguments("--memory", "3MB", "--gates", _folder.File("gates.json"))).ExitCode
        );
        Tool.Run(Arguments("--memory", "3MB", "--out-of-domain", shapes.Lines))
            .Refused(3, "--out-of-domain needs them all at once");
    }

    [Fact]
    public async Task Evaluate_MoreThanMemory_NamesLabelsWithoutAHead()
    {
        await Write("rows.parquet", 900, "labels");
        await Write("test.parquet", 30_000, "labels", from: 100_000);
        Train("rows.parquet", "m.mlabels", "--classes", "b,c");

        Assert.Equal(["a", "even"], NotJudged(Evaluate("all")));
        Assert.Equal(["a", "even"], NotJudged(Evaluate("streamed", "--memory", "3MB")));

        static IEnumerable<string?> NotJudged(JsonElement report) =>
            report.GetProperty("data").GetProperty("notJudged").EnumerateArray().Select(x => x.GetString()).Order();
    }

    private static Dictionary<string, double> Figures(JsonElement report, string head) =>
        report
            .GetProperty("heads")
            .GetProperty(head)
            .GetProperty("test")
            .EnumerateObject()
            .Where(x => x.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(x => x.Name, x => x.Value.GetDouble());

    private string[] Arguments(params string[] more) =>
        ["evaluate", "--model", _folder.File("m.mlabels"), "--embeddings", _folder.File("test.parquet"), .. more];

    private JsonElement Evaluate(string output, params string[] more)
    {
        Tool.Run([.. Arguments(more), "--output", _folder.File(output)]).Done();
        Assert.NotEmpty(File.ReadAllText(_folder.File(output, "report.html")));
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File(output, "report.json")));
        return json.RootElement.Clone();
    }

    private void CheckReport()
    {
        // Rows that the model has not seen, of the same kind.
        Write("test.parquet", 300, label: true, from: 100_000).GetAwaiter().GetResult();
        Tool.Run(
                "evaluate",
                "--model",
                _folder.File("m.mlabels"),
                "--embeddings",
                _folder.File("test.parquet"),
                "--output",
                _folder.File("report")
            )
            .Done();
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("report", "report.json")));
        Assert.Equal(
            4,
            json.RootElement.GetProperty("model").GetProperty("sample").GetProperty("curve").GetArrayLength()
        );
        Assert.Contains(
            "Learning curve",
            File.ReadAllText(_folder.File("report", "report.html")),
            StringComparison.Ordinal
        );
    }

    private ModelDescription Train(string given, string model, params string[] more)
    {
        Tool.Run([
                "train",
                "--embeddings",
                _folder.File(given),
                "--l2",
                "0.01",
                "--model",
                _folder.File(model),
                .. more,
            ])
            .Done();
        return Model.Load(_folder.File(model)).Description;
    }

    private static string Class(int row) =>
        row % 10 == 0 ? "a"
        : row % 3 == 0 ? "b"
        : "c";

    private static string Labels(int row) =>
        row % 7 == 0 ? ""
        : row % 2 == 0 ? $"{Class(row)};even"
        : Class(row);

    // As another program writes them, without what parts say of themselves.
    private Task<string> Write(string name, int rows, bool label, int from = 0) =>
        Write(name, rows, label ? "label" : null, from);

    private async Task<string> Write(string name, int rows, string? column, int from = 0)
    {
        var token = TestContext.Current.CancellationToken;
        var schema = new ParquetSchema([
            new DataField<string>("file"),
            new ListField("embedding", new DataField<float>("element")),
            .. column is null ? [] : new Field[] { new DataField<string>(column) },
        ]);
        string path = _folder.File(name);
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: token);
        foreach (int[] group in Enumerable.Range(from, rows).Chunk(1_000))
        {
            using var to = writer.CreateRowGroup();
            await to.WriteAsync(
                schema.DataFields[0],
                group.Select(i => i.ToString(CultureInfo.InvariantCulture) + ".png").ToArray()
            );
            var list = schema.DataFields[1];
            await to.WriteAllPartsAsync<float>(
                list,
                group.SelectMany(Embedding).ToArray().AsMemory(),
                Enumerable.Repeat(list.MaxDefinitionLevel, group.Length * Dimension).ToArray(),
                Enumerable.Range(0, group.Length * Dimension).Select(k => k % Dimension == 0 ? 0 : 1).ToArray(),
                token
            );
            if (column is not null)
                await to.WriteAsync(
                    schema.DataFields[2],
                    group.Select(i => column == "label" ? Class(i) : Labels(i)).ToArray()
                );
        }
        return path;
    }

    private static IEnumerable<float> Embedding(int row)
    {
        var random = new Random(row);
        int own = Class(row)[0] - 'a';
        return Enumerable.Range(0, Dimension).Select(k => (float)(random.NextDouble() * 2 + (k == own ? 0.8 : 0)));
    }
}
