using System.Text;
using MlNetLabels.Reports.Checks;
using MlNetLabels.Reports.Json;

namespace MlNetLabels.Reports.Tests;

/// <summary>Reports whose parts contradict each other are refused by name, whichever part it is.</summary>
public sealed class ReportChecksTests
{
    private static readonly ImageResults Results = SampleResults.Softmax(4, _ => true).ImageResults!;
    private static readonly ImageResults Labelled = SampleResults.Labels(4, _ => true).ImageResults!;

    private static readonly (string Expected, ImageResults Results)[] s_damaged =
    [
        ("4 contents, 3 files", Results with { Files = ["a", "b", "c"] }),
        ("4 groups of 3 images", Results with { Images = 3 }),
        ("'xyz'", Results with { Contents = [.. Results.Contents.Take(3), "xyz"] }),
        ("softmax has no names", Results with { Softmax = Results.Softmax! with { Names = [] } }),
        ("one of them twice", Results with { Softmax = Results.Softmax! with { Names = ["a", "a", "b"] } }),
        ("12 states of truth", Results with { Softmax = Results.Softmax! with { Truth = "1" } }),
        ("12 states of truth", Results with { Softmax = Results.Softmax! with { Truth = "10010010010x" } }),
        (
            "exactly one true class in row 3",
            Results with
            {
                Softmax = Results.Softmax! with { Truth = "100010001110" },
            }
        ),
        (
            "exactly one true class in row 0",
            Results with
            {
                Softmax = Results.Softmax! with { Truth = "1?0010001100" },
            }
        ),
        ("12 probabilities", Results with { Softmax = Results.Softmax! with { Probabilities = "no base64!" } }),
        (
            "12 probabilities",
            Results with
            {
                Softmax = Results.Softmax! with { Probabilities = ProbabilityText.Write([1, 0, 0]) },
            }
        ),
        (
            "between 0 and 1",
            Results with
            {
                Softmax = Results.Softmax! with
                {
                    Probabilities = ProbabilityText.Write([.. Enumerable.Repeat(float.NaN, 12)]),
                },
            }
        ),
        (
            "sum to 1 in row 0",
            Results with
            {
                Softmax = Results.Softmax! with
                {
                    Probabilities = ProbabilityText.Write([.. Enumerable.Repeat(0.9f, 12)]),
                },
            }
        ),
        ("has thresholds", Results with { Softmax = Results.Softmax! with { Thresholds = [0.5] } }),
        ("2 thresholds for 3 labels", Labelled with { Labels = Labelled.Labels! with { Thresholds = [0.5, 0.5] } }),
    ];

    public static TheoryData<int> Damaged => [.. Enumerable.Range(0, s_damaged.Length)];

    [Theory, MemberData(nameof(Damaged))]
    public void FirstProblem_DamagedResults_NamesThem(int damage)
    {
        var (expected, results) = s_damaged[damage];

        string problem = ReportChecks.FirstProblem(SampleReports.Bare() with { ImageResults = results })!;

        Assert.StartsWith("imageResults", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstProblem_WholeResults_IsNull()
    {
        Assert.Null(ReportChecks.FirstProblem(SampleReports.Bare() with { ImageResults = Results }));
        Assert.Null(ReportChecks.FirstProblem(SampleReports.Bare() with { ImageResults = Labelled }));
    }

    [Fact]
    public void FirstProblem_PictureThatIsNotThere_IsNamed()
    {
        var report = SampleReports.Bare() with
        {
            EmbeddingMap = new() { Images = 1, Points = [new("a.jpg", "train", null, [], 1)] },
            SmallPictures = [SampleImage.Thumbnail(new Random(1))],
        };

        Assert.Contains("picture 1", ReportChecks.FirstProblem(report)!, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstProblem_ProjectionOfOtherLength_IsNamed() =>
        Assert.Contains(
            "PCA",
            ReportChecks.FirstProblem(
                SampleReports.Bare() with
                {
                    EmbeddingMap = new()
                    {
                        Images = 1,
                        Points = [new("a.jpg", "train", null, [], null)],
                        Projections = [new("PCA", [], [0], "")],
                    },
                }
            )!,
            StringComparison.Ordinal
        );

    [Fact]
    public void Parse_ResultsReadBack_AreTheSame()
    {
        var written = JsonReportReader
            .Parse(JsonReportWriter.Serialize(SampleReports.Bare() with { ImageResults = Results }))
            .ImageResults!;

        Assert.Equal(Results.Softmax!.Probabilities, written.Softmax!.Probabilities);
        Assert.Equal(Results.Contents, written.Contents);
    }

    [Fact]
    public void Parse_ReportFromBeforeShares_IsReadWithoutThem()
    {
        string json = Encoding.UTF8.GetString(JsonReportWriter.Serialize(SampleReports.Prints()));
        Assert.Contains("\"shareAbove\"", json, StringComparison.Ordinal);
        string old = System.Text.RegularExpressions.Regex.Replace(json, "\"shareAbove\":\\s*\\[[^\\]]*\\],", "");

        var report = JsonReportReader.Parse(Encoding.UTF8.GetBytes(old));

        Assert.DoesNotContain("\"shareAbove\"", old, StringComparison.Ordinal);
        Assert.Empty(report.Confidence.Softmax!.InDomain.ShareAbove);
    }
}
