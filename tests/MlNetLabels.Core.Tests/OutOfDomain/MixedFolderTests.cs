using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// The everyday case: a folder in which coats of arms, which the model knows, lie among pictures of people, which it
/// does not.
/// </summary>
public class MixedFolderTests(ITestOutputHelper output)
{
    private const int Seeds = 20;

    // More than half of the people for every single split; the mean is far above.
    private const double Most = 0.5;

    [Trait("Speed", "Slow")]
    [Fact]
    public void Predict_CoatsAndPeople_RejectsMostPeopleAndKeepsThePromisedShareOfCoats()
    {
        var prints = TestSet.Prints();
        int coat = Array.IndexOf(prints.ClassNames, "coat"),
            people = Array.IndexOf(prints.ClassNames, "people");
        var known = prints.OnlyClasses([.. Enumerable.Range(0, prints.ClassNames.Length).Where(k => k != people)]);
        var strangers = prints.OnlyClasses(people).Embeddings;
        var data = Dataset(known);
        int ownCoat = Array.IndexOf(known.ClassNames, "coat");

        List<double> rejected = [],
            kept = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var splits = Splitter.Divide(data, seed);
            var model = new ModelTrainer(
                new TrainerOptions
                {
                    Heads = new HeadOptions
                    {
                        L2 = 0.01,
                        Tolerance = 1e-6,
                        Seed = seed,
                    },
                }
            ).Fit(
                data,
                splits,
                new BackboneReference { Name = "reference", Dimension = strangers.Columns },
                DateTimeOffset.UnixEpoch,
                cancellationToken: TestContext.Current.CancellationToken
            );
            int[] coats = [.. splits.Rows(Split.Test).Where(i => known.Classes![i] == ownCoat)];
            var verdicts = model.Predict(
                data.Embeddings.Select(coats).Append(strangers),
                null,
                TestContext.Current.CancellationToken
            );
            kept.Add(verdicts.Take(coats.Length).Average(p => p.Verdict == Verdict.Rejected ? 0.0 : 1));
            rejected.Add(verdicts.Skip(coats.Length).Average(p => p.Verdict == Verdict.Rejected ? 1.0 : 0));
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Seeds} splits: people rejected {rejected.Average():0.000} (least {rejected.Min():0.000}), coats "
                    + $"kept {kept.Average():0.000} (least {kept.Min():0.000})"
            )
        );
        Assert.All(rejected, share => Assert.InRange(share, Most, 1));
        double error = Math.Sqrt(kept.Average(c => Math.Pow(c - kept.Average(), 2)) / Seeds);
        // Two standard errors of the mean over splits.
        Assert.InRange(kept.Average(), 1 - ConformalCut.DefaultAlpha - 2 * error, 1);
    }

    private static EmbeddedDataset Dataset(TestSet set) =>
        EmbeddedDataset.FromMatrix(
            new ImageDataset
            {
                Source = set.Name,
                Kind = TargetKind.Classes,
                LabelNames = set.ClassNames,
                Rows =
                [
                    .. set.Classes!.Select(
                        (k, i) =>
                            new ImageRow
                            {
                                File = $"{i}.jpg",
                                Path = $"/{i}.jpg",
                                Labels =
                                [
                                    .. set.ClassNames.Select((_, j) => j == k ? LabelState.Present : LabelState.Absent),
                                ],
                            }
                    ),
                ],
            },
            set.Embeddings,
            set.Name
        );
}
