using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;

namespace MlNetLabels.Labelling.Tests;

/// <summary>Answers, several windows, undoing, and classes that are added.</summary>
public sealed class StoreTests
{
    [Fact]
    public void Record_SeenBeforeAnotherWindowAnswered_ChangesNothingAndShowsWhatItSays()
    {
        using var pool = new Pool("a.png", "b.png");
        using var store = pool.Open("x", "y");
        store.Say(0, "x", "first");

        var outcome = store.Record([new(0, 0), new(1, 0)], Answer.Class("y"), "second");

        Assert.True(outcome.IsStale);
        Assert.Equal(["x", "open"], outcome.Items.Select(item => item.Answer.ToString()));
        Assert.Equal("x open", store.All());
    }

    [Fact]
    public void Record_ManyWindowsAtOnce_EachImageIsAnsweredOnce()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"{i:00}.png")];
        using var pool = new Pool(names);
        using var store = pool.Open("x", "y", "z");
        int[] taken = new int[names.Length];

        Parallel.For(
            0,
            3 * names.Length,
            i =>
            {
                int image = i % names.Length;
                var outcome = store.Record([new(image, 0)], Answer.Class("xyz"[i % 3].ToString()), $"w{i}");
                if (!outcome.IsStale)
                    Interlocked.Increment(ref taken[image]);
            }
        );

        Assert.All(taken, count => Assert.Equal(1, count));
        string before = store.All();
        store.Dispose();
        using var again = pool.Open("x", "y", "z");
        Assert.Equal(before, again.All());
    }

    [Fact]
    public void Undo_StepByStep_GoesBackThroughTheWindowsOwnAnswers()
    {
        using var pool = new Pool("a.png", "b.png");
        using var store = pool.Open("x", "y");
        store.Say(0, "x", "mine");
        store.Say(1, "x", "other");
        store.Say(0, "y", "mine");

        Assert.Equal("x x", Do(() => store.Undo("mine")));
        Assert.Equal("open x", Do(() => store.Undo("mine")));
        Assert.Null(store.Undo("mine"));
        store.Dispose();
        using var again = pool.Open("x", "y");
        Assert.Equal("open x", again.All());
        Assert.Null(again.Undo("mine"));
        Assert.False(again.Undo("other")!.IsStale);
        Assert.Equal("open open", again.All());

        string Do(Func<Outcome?> undo)
        {
            Assert.False(undo()!.IsStale);
            return store.All();
        }
    }

    [Fact]
    public void Undo_OfWhatAnotherWindowAnsweredSince_LeavesItAlone()
    {
        using var pool = new Pool("a.png");
        using var store = pool.Open("x", "y");
        store.Say(0, "x", "mine");
        store.Say(0, "y", "other");

        var outcome = store.Undo("mine")!;

        Assert.True(outcome.IsStale);
        Assert.Equal("y", store.All());
    }

    [Fact]
    public void Undo_OfSeveralAtOnce_TakesAllBack()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        using var store = pool.Open("x");
        store.Record([new(0, 0), new(2, 0)], Answer.Class("x"), "w");

        Assert.Equal("x open x", store.All());
        store.Undo("w");

        Assert.Equal("open open open", store.All());
    }

    [Fact]
    public void AddName_OfSets_IsUnknownOnWhatWasAnsweredBefore()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        using var store = pool.Open(pool.Options("round", "blue") with { Several = true });
        store.Say(0, Answer.Set(["round"], ["blue"], 2));
        store.Say(1, Answer.Set([], ["round", "blue"], 2));
        store.AddName("tall");
        store.Say(2, Answer.Set(["tall"], ["round", "blue"], 3));
        pool.Saver(store).Save();

        Assert.Equal(["a.png=round?tall", "b.png=?tall", "c.png=tall"], Pool.Read(pool.Labels));
    }

    [Theory]
    [InlineData("x", "there is 'x' already")]
    [InlineData(" ", "empty")]
    [InlineData("a;b", "; |")]
    [InlineData("Weight", "what a column")]
    [InlineData("nan", "empty cells")]
    [InlineData("a\tb", "control character")]
    public void AddName_ThatNoListCanHold_SaysWhy(string name, string why)
    {
        using var pool = new Pool("a.png");
        using var store = pool.Open(pool.Options("x") with { Several = true });

        var error = Assert.Throws<ArgumentException>(() => store.AddName(name));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(1, store.Version);
    }

    [Fact]
    public void Record_WhatIsNoAnswer_IsRefused()
    {
        using var pool = new Pool("a.png");
        using var store = pool.Open("x", "y");
        Answer[] wrong =
        [
            Answer.Class("z"),
            new(AnswerKind.Labels, ["x", "y"], []),
            new(AnswerKind.Labels, [], []),
            Answer.Open,
        ];

        Assert.All(wrong, answer => Assert.Throws<ArgumentException>(() => store.Say(0, answer)));
        Assert.Throws<ArgumentException>(() => store.Record([new(1, 0)], Answer.Class("x"), "w"));
        Assert.Throws<ArgumentException>(() => store.Record([], Answer.Class("x"), "w"));
        store.Say(0, "x");
        Assert.Throws<ArgumentException>(() => store.Say(0, Answer.Of(AnswerKind.Skip)));
        Assert.Equal("x", store.All());
    }

    [Fact]
    public void Keys_OfManyClasses_AreTheirOwnLettersWhereTheseAreFree()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"class {i}"), "Apple", "about", "zebra", "öde", "x"];

        var keys = LabelKeys.Of(names);

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "e", "c", "x"], keys);
        Assert.DoesNotContain("", LabelKeys.Of([.. Enumerable.Range(0, 27).Select(i => $"{i}")]));
        Assert.Contains("", LabelKeys.Of([.. Enumerable.Range(0, 28).Select(i => $"{i}")]));
    }
}
