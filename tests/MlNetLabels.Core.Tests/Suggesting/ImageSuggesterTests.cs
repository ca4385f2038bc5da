using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Core.Tests.Suggesting;

/// <summary>What is asked for, of pools whose answer is known.</summary>
public sealed class ImageSuggesterTests
{
    private static readonly Model s_model = Blobs.Model();

    [Fact]
    public void Suggest_NoModel_AsksForOneOfEachKind()
    {
        var pool = Join([.. Enumerable.Range(0, 6).Select(kind => Blobs.Of(kind, 30, 10 + kind))]);

        var found = Suggest(new() { Pool = pool, Count = 6 });

        Assert.Equal(SuggestionStrategy.TypiClust, found.Strategy);
        Assert.All(found.Images, x => Assert.Equal(SuggestionReason.Typical, x.Reason));
        Assert.Equal([0, 1, 2, 3, 4, 5], found.Images.Select(x => x.Row / 30).Order());
    }

    [Fact]
    public void Suggest_NoModelButLabels_AsksForKindsWithoutAny()
    {
        var pool = Join([.. Enumerable.Range(0, 6).Select(kind => Blobs.Of(kind, 30, 10 + kind))]);
        var labelled = Join([.. Enumerable.Range(0, 4).Select(kind => Blobs.Of(kind, 1, 50 + kind))]);

        var found = Suggest(
            new()
            {
                Pool = pool,
                Count = 2,
                Labelled = labelled,
            }
        );

        Assert.Equal([4, 5], found.Images.Select(x => x.Row / 30).Order());
    }

    [Fact]
    public void Suggest_GoodModel_AsksForWhatItCannotTellApart()
    {
        // 60 that are sure, 20 between two classes.
        var pool = Join([Blobs.Of(0, 30, 10), Blobs.Of(1, 30, 11), Blobs.Between(0, 1, 20, 12)]);
        var dropout = new FeatureDropout(AnswerHead.Of(s_model)!, 1);
        int[] changes =
        [
            .. Enumerable
                .Range(0, pool.Rows)
                .Select(i => dropout.Changes(pool.Row(i), UnlabelledPool.Content(pool.Row(i)))),
        ];

        var found = Suggest(
            new()
            {
                Pool = pool,
                Count = 10,
                Model = s_model,
            }
        );

        Assert.Equal(SuggestionStrategy.DropQuery, found.Strategy);
        Assert.True(changes[60..].Average() > 1.5 * changes[..60].Average());
        var unsure = found.Images.Where(x => x.Reason == SuggestionReason.Unsure).ToArray();
        Assert.NotEmpty(unsure);
        Assert.All(unsure, x => Assert.Equal(changes[x.Row] / 3.0, x.Score));
        // Those that change in most passes come first.
        Assert.Equal(unsure.OrderBy(x => x.Score < 0.5).Select(x => x.Row), unsure.Select(x => x.Row));
        Assert.True(unsure[0].Score > 0.5);
    }

    [Fact]
    public void Suggest_ModelOfLabels_AsksItToo()
    {
        var pool = Join([Blobs.Of(0, 30, 10), Blobs.Between(0, 1, 30, 12)]);

        var found = Suggest(
            new()
            {
                Pool = pool,
                Count = 5,
                Model = Blobs.Model(asLabels: true),
            }
        );

        Assert.Equal(SuggestionStrategy.DropQuery, found.Strategy);
        Assert.Contains(found.Images, x => x.Reason == SuggestionReason.Unsure);
    }

    [Fact]
    public void Suggest_ModelOfFewImages_ComesAfterTypicalOnes()
    {
        var found = Suggest(
            new()
            {
                Pool = Blobs.Of(0, 30, 10),
                Count = 3,
                Model = Blobs.Model(perClass: 4),
            }
        );

        Assert.Equal(SuggestionStrategy.TypiClust, found.Strategy);
        Assert.Contains("12 images, fewer than 5 for each of its 3", found.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Suggest_GroupThatIsRejected_IsAskedOnceAsPerhapsANewClass()
    {
        // Known images of their own kind lie at cosines around a third; these lie nearer together, far from all classes.
        var strangers = Blobs.Of(9, 12, 10);
        Blobs.Move(strangers, 9, 7);
        var pool = Join([Blobs.Of(0, 30, 11), strangers]);

        var found = Suggest(
            new()
            {
                Pool = pool,
                Count = 5,
                Model = s_model,
            }
        );

        var asked = Assert.Single(found.Images, x => x.Reason == SuggestionReason.NewClass);
        Assert.InRange(asked.Row, 30, 41);
        Assert.InRange(asked.StandsFor, NewClasses.LeastImages, 12);
        Assert.All(asked.Alike, row => Assert.InRange(row, 30, 41));
        Assert.DoesNotContain(asked.Row, asked.Alike);
        Assert.InRange(found.Rejected, 12, 42);
    }

    [Fact]
    public void Suggest_ImagesThatHaveLabels_AreNotAskedFor()
    {
        var labelled = Blobs.Of(0, 20, 10);
        var pool = Join([labelled, Blobs.Of(1, 20, 11)]);

        var found = Suggest(
            new()
            {
                Pool = pool,
                Count = 40,
                Labelled = labelled,
            }
        );

        Assert.Equal(20, found.Labelled);
        Assert.Equal(Enumerable.Range(20, 20), found.Images.Select(x => x.Row).Order());
    }

    [Fact]
    public void Suggest_ImagesThatTheModelWasTrainedOn_AreNotAskedFor()
    {
        var pool = Join([Blobs.Training(), Blobs.Of(1, 5, 11)]);

        var found = Suggest(
            new()
            {
                Pool = pool,
                Count = 40,
                Model = s_model,
            }
        );

        Assert.Equal(120, found.Labelled);
        Assert.All(found.Images, x => Assert.InRange(x.Row, 120, 124));
    }

    [Fact]
    public void Suggest_EqualAndNearlyEqualImages_AreAskedForOnce()
    {
        var one = Blobs.Of(0, 25, 10);
        var near = one.Select([.. Enumerable.Range(0, 25)]);
        for (int i = 0; i < 25; i++)
            near[i, 60] += 0.2f;

        var found = Suggest(new() { Pool = Join([one, one, near]), Count = 75 });

        Assert.Equal(25, found.Repeated);
        Assert.Equal(25, found.Images.Count);
        Assert.Equal(Enumerable.Range(0, 25), found.Images.Select(x => x.Row % 25).Order());
    }

    [Fact]
    public void Suggest_NearlyTheSameAsALabelledImage_IsNotAskedFor()
    {
        var labelled = Blobs.Of(0, 25, 10);
        var near = labelled.Select([.. Enumerable.Range(0, 25)]);
        for (int i = 0; i < 25; i++)
            near[i, 60] += 0.2f;

        var found = Suggest(
            new()
            {
                Pool = Join([near, Blobs.Of(0, 5, 11)]),
                Count = 30,
                Labelled = labelled,
            }
        );

        Assert.Equal(Enumerable.Range(25, 5), found.Images.Select(x => x.Row).Order());
    }

    [Fact]
    public void Suggest_Groups_AreAskedForOnceAndNotWhereTheyHaveALabel()
    {
        string?[] groups = [.. Enumerable.Range(0, 30).Select(i => i < 6 ? null : $"day {i % 6}")];

        var found = Suggest(
            new()
            {
                Pool = Blobs.Of(0, 30, 10),
                Count = 30,
                Groups = groups,
                LabelledGroups = ["day 1"],
            }
        );

        Assert.Equal(4, found.Labelled);
        Assert.Equal(6 + 5, found.Images.Count);
        Assert.Equal(5, found.Images.Select(x => groups[x.Row]).OfType<string>().Distinct().Count());
    }

    [Fact]
    public void Suggest_MoreThanThePoolHas_GivesAllOfIt()
    {
        var found = Suggest(new() { Pool = Blobs.Of(0, 7, 10), Count = SuggestionRequest.MostImages });

        Assert.Equal(Enumerable.Range(0, 7), found.Images.Select(x => x.Row).Order());
    }

    [Fact]
    public void Suggest_NothingLeft_IsEmpty()
    {
        Assert.Empty(
            Suggest(
                new()
                {
                    Pool = Blobs.Training(),
                    Count = 5,
                    Model = s_model,
                }
            ).Images
        );
        Assert.Empty(
            Suggest(
                new()
                {
                    Pool = new Matrix(0, Blobs.Dimension),
                    Count = 5,
                    Model = s_model,
                }
            ).Images
        );
    }

    [Fact]
    public void Suggest_Twice_IsTheSame()
    {
        var request = new SuggestionRequest
        {
            Pool = Join([Blobs.Of(0, 60, 10), Blobs.Between(0, 1, 60, 11), Blobs.Of(8, 60, 12)]),
            Count = 25,
            Model = s_model,
        };

        Assert.Equal(
            Suggest(request).Images.Select(x => (x.Row, x.Reason, x.Score)),
            Suggest(request).Images.Select(x => (x.Row, x.Reason, x.Score))
        );
        Assert.NotEqual(
            Suggest(request).Images.Select(x => x.Row),
            Suggest(request with { Seed = 2 }).Images.Select(x => x.Row)
        );
    }

    [Fact]
    public void Suggest_EmbeddingsOfAnotherDimension_SaysWhich()
    {
        var error = Assert.Throws<InvalidInputException>(() =>
            Suggest(
                new()
                {
                    Pool = new Matrix(3, 5),
                    Count = 1,
                    Model = s_model,
                }
            )
        );

        Assert.Contains(
            "5 dimensions, but the model was trained on 64 from 'blobs'",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidInputException>(() =>
            Suggest(
                new()
                {
                    Pool = new Matrix(3, 5),
                    Count = 1,
                    Labelled = new Matrix(3, 6),
                }
            )
        );
    }

    [Fact]
    public void Suggest_NotANumber_SaysWhere()
    {
        var pool = Blobs.Of(0, 5, 1);
        pool[3, 7] = float.NaN;

        var error = Assert.Throws<InvalidInputException>(() => Suggest(new() { Pool = pool, Count = 1 }));

        Assert.Contains("image 4", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(SuggestionRequest.MostImages + 1)]
    public void Suggest_CountThatIsNone_IsRefused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Suggest(new() { Pool = Blobs.Of(0, 5, 1), Count = count }));

    [Fact]
    public void Suggest_DropQueryWithoutModel_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            Suggest(
                new()
                {
                    Pool = Blobs.Of(0, 5, 1),
                    Count = 1,
                    Strategy = SuggestionStrategy.DropQuery,
                }
            )
        );

    private static Suggestions Suggest(SuggestionRequest request) =>
        ImageSuggester.Suggest(request, cancellationToken: TestContext.Current.CancellationToken);

    private static Matrix Join(Matrix[] parts) => parts.Aggregate((all, part) => all.Append(part));
}
