using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Reports;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class ReportScaleTests(ITestOutputHelper output) : IDisposable
{
    private const int Train = 600,
        Test = 100_000,
        Dimension = 16,
        Classes = 10;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void Evaluate_HundredThousandTestRows_WritesAPageBelowTheLimit()
    {
        Write();
        Tool.Run(
                "train",
                "--embeddings",
                _folder.File("many.npy"),
                "--labels",
                _folder.File("many.csv"),
                "--model",
                _folder.File("many.mlabels")
            )
            .Done();

        var clock = Stopwatch.StartNew();
        Tool.Run(
                "evaluate",
                "--model",
                _folder.File("many.mlabels"),
                "--embeddings",
                _folder.File("many.npy"),
                "--labels",
                _folder.File("many.csv"),
                "--output",
                _folder.File("report")
            )
            .Done();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"evaluate with report, {Test} test rows: {clock.Elapsed.TotalSeconds:0.0} s"
            )
        );
        clock.Restart();
        Tool.Run("report", _folder.File("report", "report.json"), "--html", _folder.File("again.html")).Done();
        long bytes = new FileInfo(_folder.File("report", "report.html")).Length;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"reading and writing the report: {clock.Elapsed.TotalSeconds:0.0} s, {bytes / 1e6:0.0} MB"
            )
        );

        Assert.InRange(bytes, 1, HtmlReportWriter.MaxBytes - 1);
        Assert.Contains(
            "100\u202F000",
            WebUtility.HtmlDecode(File.ReadAllText(_folder.File("report", "report.html"))),
            StringComparison.Ordinal
        );
    }

    private void Write()
    {
        var random = new Random(17);
        var matrix = new Matrix(Train + Test, Dimension);
        var rows = new StringBuilder("file,label,split\n");
        for (int i = 0; i < matrix.Rows; i++)
        {
            int label = i % Classes;
            for (int j = 0; j < Dimension; j++)
                matrix[i, j] = (float)(random.NextDouble() * 2 + (j == label ? 1.2 : 0));
            rows.Append(
                CultureInfo.InvariantCulture,
                $"images/{i:000000}.jpg,class {label},{(i >= Train ? "test" : i % 3 == 0 ? "validation" : "train")}\n"
            );
        }
        NpyFile.Write(_folder.File("many.npy"), matrix);
        _folder.Write("many.csv", rows.ToString());
    }
}
