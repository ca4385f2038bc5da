using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.Tests;

/// <summary>A list of labels that somebody else writes while the page is open, or between two sessions.</summary>
public sealed class EditTests
{
    [Fact]
    public void Look_EditOfWhatNobodyTouched_IsTakenOver()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        using var store = pool.Open("x", "y");
        store.Say(0, "x");
        store.Say(1, "x");
        var saver = pool.Saver(store);
        Edit(pool, text => text.Replace("a.png,x", "a.png,z", StringComparison.Ordinal));
        store.Say(2, "y");
        saver.Save();

        Assert.Equal("z x y", store.All());
        Assert.Equal(["a.png=z", "b.png=x", "c.png=y"], Pool.Read(pool.Labels));
        Assert.Contains("z", store.Names);
        Assert.Contains("a.png,z,,\nb.png,x,ann,", pool.Text("labels.csv"), StringComparison.Ordinal);
        Assert.Contains(pool.Notes, note => note.Contains("1 label is taken over", StringComparison.Ordinal));
        store.Dispose();
        using var again = pool.Open("x", "y");
        Assert.Equal("z x y", again.All());
    }

    [Fact]
    public void Look_EditOfWhatWasAnsweredSince_IsShownAndKeptBeside()
    {
        using var pool = new Pool("a.png", "b.png");
        using var store = pool.Open("x", "y", "z");
        store.Say(0, "x");
        store.Say(1, "x");
        var saver = pool.Saver(store);
        Edit(pool, text => text.Replace("a.png,x", "a.png,z", StringComparison.Ordinal));
        store.Say(0, "y");
        saver.Save();

        Assert.Equal("y x", store.All());
        Assert.Equal("z", store.Item(0)!.Edited!.ToString());
        Assert.Equal(1, store.Progress().Edited);
        Assert.Contains("a.png,z", pool.Text("labels.csv.edited-20261129-080000"), StringComparison.Ordinal);
        store.Say(0, "z");
        saver.Save();
        Assert.Equal((0, "z x"), (store.Progress().Edited, store.All()));
    }

    [Fact]
    public void Look_EditOfAListOfSets_ChangesThatRowAlone()
    {
        using var pool = new Pool("a.png", "b.png");
        using var store = pool.Open(pool.Options("round") with { Several = true });
        store.AddName("tall");
        store.Say(0, Answer.Set(["round"], ["tall"], 2));
        store.Say(1, Answer.Set(["tall"], ["round"], 2));
        var saver = pool.Saver(store);
        Edit(pool, text => text.Replace("a.png,round", "a.png,round;tall", StringComparison.Ordinal));
        saver.Save();

        Assert.Equal("round, tall tall", store.All());
        Assert.Contains(pool.Notes, note => note.Contains("1 label is taken over", StringComparison.Ordinal));
    }

    [Fact]
    public void Look_RowTakenOut_OpensItAgain()
    {
        using var pool = new Pool("a.png", "b.png");
        using var store = pool.Open("x");
        store.Say(0, "x");
        store.Say(1, "x");
        var saver = pool.Saver(store);
        Edit(
            pool,
            text =>
                string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("a.png", StringComparison.Ordinal)))
        );

        saver.Look();

        Assert.Equal("open x", store.All());
    }

    [Fact]
    public void Look_UnreadableEdit_IsNotWrittenOver()
    {
        using var pool = new Pool("a.png", "b.png");
        using var store = pool.Open("x");
        store.Say(0, "x");
        var saver = pool.Saver(store);
        string good = pool.Text("labels.csv");
        Edit(pool, _ => "file,label\na.png,\"never ends\n");
        store.Say(1, "x");
        saver.Save();

        Assert.StartsWith("file,label\na.png,\"never", pool.Text("labels.csv"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", saver.Trouble, StringComparison.Ordinal);
        Edit(pool, _ => good);
        saver.Save();

        Assert.Equal((null, "x x"), (saver.Trouble, store.All()));
        Assert.Equal(["a.png=x", "b.png=x"], Pool.Read(pool.Labels));
    }

    [Fact]
    public void Look_ListTakenAway_IsWrittenAgain()
    {
        using var pool = new Pool("a.png");
        using var store = pool.Open("x");
        store.Say(0, "x");
        var saver = pool.Saver(store);
        File.Delete(pool.Labels);

        saver.Save();

        Assert.Equal(["a.png=x"], Pool.Read(pool.Labels));
    }

    [Fact]
    public void Begin_EditedBetweenSessions_IsTakenOver()
    {
        using var pool = new Pool("a.png", "b.png");
        using (var store = pool.Open("x"))
        {
            store.Say(0, "x");
            pool.Saver(store);
        }
        Edit(pool, text => text + "b.png,new,bob,2026-11-29T07:00:00Z\n");

        using var again = pool.Open("x");
        pool.Saver(again);

        Assert.Equal("x new", again.All());
    }

    [Fact]
    public void Begin_JournalAheadOfTheList_WritesIt()
    {
        using var pool = new Pool("a.png", "b.png");
        using (var store = pool.Open("x"))
        {
            store.Say(0, "x");
            pool.Saver(store);
            // Killed before the list is written.
            store.Say(1, "x");
        }

        using var again = pool.Open("x");
        pool.Saver(again);

        Assert.Equal(["a.png=x", "b.png=x"], Pool.Read(pool.Labels));
        Assert.Empty(pool.Notes);
    }

    [Fact]
    public void Begin_OldListEditedAfterAKillBeforeTheNewOne_KeepsBoth()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        using (var store = pool.Open("x", "y"))
        {
            store.Say(0, "x");
            store.Say(1, "x");
            pool.Saver(store);
            store.Say(0, "y");
            // Killed between the journal's word on the list and the list itself.
            store.BeginSave(text => $"{text.Length}");
        }
        Edit(pool, text => text.Replace("b.png,x", "b.png,y", StringComparison.Ordinal));

        using var again = pool.Open("x", "y");
        pool.Saver(again);

        Assert.Equal("y y open", again.All());
        Assert.Equal(["a.png=y", "b.png=y"], Pool.Read(pool.Labels));
    }

    [Fact]
    public void Begin_JournalLost_ReadsTheListBack()
    {
        using var pool = new Pool("a.png", "b.png");
        using (var store = pool.Open("x"))
        {
            store.Say(0, "x");
            pool.Saver(store);
        }
        File.Delete(pool.Journal);

        using var again = pool.Open("x");
        pool.Saver(again);

        Assert.Equal("x open", again.All());
    }

    [Fact]
    public void Begin_SomebodyElsesList_IsRefused()
    {
        using var pool = new Pool("a.png", "b.png");
        string output = pool.Write("mine.csv", "file,label\na.png,x\n");
        using var store = pool.Open(pool.Options("x") with { Output = output });

        var error = Assert.Throws<InvalidInputException>(() => pool.Saver(store));

        Assert.Contains("--output", error.Message, StringComparison.Ordinal);
        Assert.Equal("file,label\na.png,x\n", pool.Text("mine.csv"));
    }

    [Fact]
    public void Look_DataEditedMeanwhile_IsTakenOverWhereNothingWasAnswered()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        string list = pool.Write("pool.csv", "file,label\na.png,x\nb.png,\nc.png,x\n");
        using var store = pool.Open(new LabellingOptions { Data = list, Who = "ann" });
        var saver = pool.Saver(store);
        store.Say(1, "x");
        File.WriteAllText(list, "file,label\na.png,y\nb.png,y\nc.png,x\n");

        saver.Look();

        Assert.Equal("y x x", store.All());
        Assert.Equal("y", store.Item(1)!.Edited!.ToString());
    }

    [Fact]
    public void Open_DataEditedBetweenSessions_IsShownWhereAnsweredOtherwise()
    {
        using var pool = new Pool("a.png", "b.png");
        string list = pool.Write("pool.csv", "file,label\na.png,x\nb.png,\n");
        using (var store = pool.Open(new LabellingOptions { Data = list, Who = "ann" }))
            store.Say(1, "x");
        File.WriteAllText(list, "file,label\na.png,y\nb.png,y\n");

        using var again = pool.Open(new LabellingOptions { Data = list, Who = "ann" });

        Assert.Equal("y x", again.All());
        Assert.Equal("y", again.Item(1)!.Edited!.ToString());
        // Answered once, it does not come back.
        again.Say(1, "x");
        again.Dispose();
        using var settled = pool.Open(new LabellingOptions { Data = list, Who = "ann" });
        Assert.Equal(0, settled.Progress().Edited);
    }

    // Another time, as an editor's would be; what is written within one tick of the clock has another length.
    private static void Edit(Pool pool, Func<string, string> edit)
    {
        File.WriteAllText(pool.Labels, edit(pool.Text("labels.csv")));
        File.SetLastWriteTimeUtc(pool.Labels, File.GetLastWriteTimeUtc(pool.Labels).AddSeconds(2));
    }
}
