using System.Globalization;
using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class OodTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Ood_EmbeddingsAlone_GivesEachRowAScoreAPValueAndACut()
    {
        string train = Embeddings.Write(_folder, "train");

        var result = Tool.Run("ood", "--embeddings", Far(7), "--train", train, "--json").Json();

        Assert.Equal("vim", result.GetProperty("score").GetString());
        JsonElement[] images = [.. result.GetProperty("images").EnumerateArray()];
        Assert.Equal(7, images.Length);
        Assert.All(
            images,
            i =>
                Assert.True(
                    i.GetProperty("rejected").GetBoolean()
                        && i.GetProperty("score").GetDouble() > i.GetProperty("cut").GetDouble()
                        && i.GetProperty("pValue").GetDouble() <= 0.05
                )
        );
    }

    [Fact]
    public void Ood_LabelsAndOthers_JudgesEveryScoreAndWritesAllToTheCsv()
    {
        string train = Embeddings.Write(_folder, "train"),
            csv = _folder.File("scores.csv");

        var result = Tool.Run(
                "ood",
                "--embeddings",
                train,
                "--train",
                train,
                "--train-labels",
                _folder.File("train.csv"),
                "--l2",
                "0.01",
                "--score",
                "mahalanobis",
                "--out-of-domain",
                Far(9),
                "--output",
                csv,
                "--json"
            )
            .Json();

        var scores = result
            .GetProperty("outOfDomain")
            .EnumerateArray()
            .ToDictionary(s => s.GetProperty("score").GetString()!, s => s.GetProperty("auroc").GetDouble());
        Assert.Equal(OutOfDomainScorers.Names.Count, scores.Count);
        Assert.Equal(1, scores["mahalanobis"]);
        string[] lines = File.ReadAllLines(csv);
        Assert.Equal(1 + Embeddings.PerClass * Embeddings.Classes.Length, lines.Length);
        Assert.All(
            lines[1..],
            line =>
                Assert.All(
                    line.Split(','),
                    cell => Assert.True(double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                )
        );
    }

    [Fact]
    public void Ood_TooFewToSetACut_SaysThatNothingIsJudged()
    {
        string[] call =
        [
            "ood",
            "--embeddings",
            Far(3),
            "--train",
            Embeddings.Write(_folder, "train"),
            "--reject-rate",
            "1%",
        ];

        string table = Tool.Run(call).Done().Out;
        var json = Tool.Run([.. call, "--json"]).Json();

        Assert.StartsWith(
            "The domain check is OFF: no image is ever rejected: 24 held-out",
            table,
            StringComparison.Ordinal
        );
        Assert.Contains("not judged", table, StringComparison.Ordinal);
        Assert.DoesNotContain("in domain", table, StringComparison.Ordinal);
        Assert.StartsWith(
            "The domain check is OFF",
            Assert.Single(json.GetProperty("switchedOff").EnumerateArray()).GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Ood_BadInput_IsRefused()
    {
        string train = Embeddings.Write(_folder, "train"),
            far = Far(3);

        Tool.Run("ood", "--embeddings", far, "--train", train, "--score", "energy")
            .Refused(2, "--score energy reads the logits of a softmax head", "--train-labels");
        string sets = _folder.Write("sets.csv", "file,round\na,1\nb,0\n");
        Tool.Run("ood", "--embeddings", far, "--train", far, "--train-labels", sets, "--score", "energy")
            .Refused(3, "sets.csv", "it holds label sets", "--score energy");
        Tool.Run("ood", "--embeddings", far, "--train", far, "--train-labels", _folder.File("train.csv"))
            .Refused(3, "train.csv", "lists 120 rows");
        Tool.Run("ood", "--embeddings", far, "--train", train, "--reject-rate", "2").Refused(2, "--reject-rate");
    }

    [Fact]
    public void Train_ValidationOutOfDomain_ChoosesTheScoreAndKeepsTheFigures()
    {
        string train = Embeddings.Write(_folder, "train");

        var domain = Tool.Run(
                "train",
                "--embeddings",
                train,
                "--l2",
                "0.01",
                "--validation-out-of-domain",
                Far(20),
                "--model",
                _folder.File("m.mlabels"),
                "--json"
            )
            .Json()
            .GetProperty("manifest")
            .GetProperty("domain");

        var auroc = domain
            .GetProperty("choice")
            .GetProperty("auroc")
            .EnumerateObject()
            .ToDictionary(a => a.Name, a => a.Value.GetDouble());
        Assert.Equal(auroc.Values.Max(), auroc[domain.GetProperty("decider").GetString()!]);
        Assert.Equal(20, domain.GetProperty("choice").GetProperty("images").GetInt32());
    }

    [Fact]
    public void Evaluate_ModelTrainedWithNegatives_ShowsWithAndWithout()
    {
        string train = Embeddings.Write(_folder, "train"),
            negatives = Far(40),
            model = _folder.File("m.mlabels");

        Tool.Run("train", "--embeddings", train, "--l2", "0.01", "--negatives", negatives, "--model", model).Done();
        var report = Tool.Run("evaluate", "--model", model, "--embeddings", train, "--negatives", negatives, "--json")
            .Json();

        var known = report.GetProperty("negatives")[0];
        Assert.Equal("known negatives", known.GetProperty("set").GetString());
        Assert.Equal(8, known.GetProperty("count").GetInt32());
        foreach (string share in new[] { "noneWith", "noneWithout", "verdictNone" })
            Assert.InRange(known.GetProperty(share).GetDouble(), 0, 1);
        foreach (string part in new[] { "domainCheck", "riskCoverage" })
            Assert.True(report.TryGetProperty(part, out _), part);
    }

    /// <summary>
    /// The files themselves, from decoding to the verdict; MixedFolderTests does the same on embeddings over many
    /// splits.
    /// </summary>
    [Trait("Speed", "Slow")]
    [Fact]
    public void Predict_FolderOfCoatsAndPeople_RejectsMostPeopleAndKeepsMostCoats()
    {
        string prints = SharedFiles.Path("data", "prints");
        foreach (string file in Directory.GetFiles(Path.Combine(prints, "building")))
            Copy(file, "known", "building");
        foreach (
            var (i, file) in Directory.GetFiles(Path.Combine(prints, "coat")).Order(StringComparer.Ordinal).Index()
        )
            Copy(file, i % 4 == 3 ? ["mixed", "coat"] : ["known", "coat"]);
        foreach (string file in Directory.GetFiles(Path.Combine(prints, "people")))
            Copy(file, "mixed", "people");

        Tool.Run("train", "--data", _folder.File("known"), "--l2", "0.01", "--model", _folder.File("m.mlabels")).Done();
        var images = Tool.Run("predict", "--model", _folder.File("m.mlabels"), _folder.File("mixed"), "--json")
            .Json()
            .GetProperty("images")
            .EnumerateArray()
            .ToLookup(
                i => Path.GetFileName(Path.GetDirectoryName(i.GetProperty("file").GetString()))!,
                i => i.GetProperty("prediction").GetProperty("verdict").GetString() == "Rejected"
            );

        Assert.True(images["people"].Average(r => r ? 1.0 : 0) > 0.5);
        // 27 coats at a reject rate of 0.05: five or more are rejected once in a hundred.
        Assert.InRange(images["coat"].Count(r => r), 0, 4);
    }

    private void Copy(string file, params string[] folders) =>
        File.Copy(file, _folder.File([.. folders, Path.GetFileName(file)]));

    private string Far(int rows)
    {
        var random = new Random(9);
        var far = new Matrix(rows, Embeddings.Dimension);
        foreach (ref float x in far.Span)
            x = (float)(random.NextDouble() * 2 - 60);
        string path = _folder.File("far.npy");
        NpyFile.Write(path, far);
        return path;
    }
}
