using MlNetLabels.Data;
using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;

namespace MlNetLabels.Labelling.Tests;

/// <summary>The list of labels: that train reads what was answered, and what is read at the start.</summary>
public sealed class ListTests
{
    [Fact]
    public void Save_Classes_IsReadAsAnswered()
    {
        using var pool = new Pool("a.png", "b.png", "c.png", "d.png", "e.png");
        using var store = pool.Open("rose, red", "tulip");
        store.Say(0, "rose, red");
        store.Say(1, "tulip");
        store.Say(2, Answer.Of(AnswerKind.None));
        store.Say(3, Answer.Of(AnswerKind.Unknown));
        store.Say(4, Answer.Of(AnswerKind.Skip));
        pool.Saver(store).Save();

        Assert.Equal(["a.png=rose, red", "b.png=tulip"], Pool.Read(pool.Labels));
        // The folder reads the same: neither the journal nor the other list is taken for labels.
        Assert.Equal(["a.png=rose, red", "b.png=tulip"], Pool.Read(pool.Folder));
        Assert.Equal("file,who,when\nc.png,ann,2026-11-29T08:00:00Z\n", pool.Text("labels-none.csv"));
        Assert.StartsWith(
            "file,label,who,when\na.png,\"rose, red\",ann,2026-11-29T08:00:00Z\n",
            pool.Text("labels.csv"),
            StringComparison.Ordinal
        );
        Assert.Empty(DatasetReader.Read(pool.Labels).Notes);
    }

    [Fact]
    public void Save_WhereSomebodyElsesListIsCalledSo_LeavesItAlone()
    {
        using var pool = new Pool("a.png", "b.png");
        pool.Write("labels-none.csv", "file\nmine.png\n");
        using var store = pool.Open("x");
        store.Say(0, "x");
        var saver = pool.Saver(store);
        Assert.Null(saver.Trouble);
        store.Say(1, Answer.Of(AnswerKind.None));
        saver.Save();

        Assert.Contains("left alone", saver.Trouble, StringComparison.Ordinal);
        Assert.Equal("file\nmine.png\n", pool.Text("labels-none.csv"));
        Assert.Equal(["a.png=x"], Pool.Read(pool.Labels));
    }

    [Fact]
    public void Read_TheListThatWasWritten_GoesOnWithAllThatWasAnswered()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        using (var store = pool.Open("x"))
        {
            store.Say(0, "x");
            store.Say(1, Answer.Of(AnswerKind.None));
            pool.Saver(store);
        }

        using var again = pool.Open(new LabellingOptions { Data = pool.Labels, Who = "bob" });
        again.Say(1, "x");
        pool.Saver(again).Save();

        Assert.Equal("x x", again.All());
        Assert.Equal(["a.png=x", "b.png=x"], Pool.Read(pool.Labels));
        Assert.False(File.Exists(pool.File("labels-none.csv")));
    }

    [Fact]
    public void Save_SetsThatAreAllKnown_IsAListWithNoneAsBlank()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        using var store = pool.Open(pool.Options("round", "blue") with { Several = true });
        store.Say(0, Answer.Set(["round", "blue"], [], 2));
        store.Say(1, Answer.Set([], ["round", "blue"], 2));
        pool.Saver(store).Save();

        Assert.StartsWith("file,labels,who,when\na.png,blue;round,", pool.Text("labels.csv"), StringComparison.Ordinal);
        Assert.Equal(["a.png=blue+round", "b.png="], Pool.Read(pool.Labels));
    }

    [Fact]
    public void Save_SetsWithUnknowns_HasAColumnForEachAndNoneOfItsOwn()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        // A name that would be a label were the column not known.
        using var store = pool.Open(pool.Options("round", "blue") with { Several = true, Who = "yes" });
        store.Say(0, Answer.Set(["round"], [], 2));
        store.Say(1, Answer.Set([], ["blue"], 2));
        store.Say(2, Answer.Of(AnswerKind.Unknown));
        pool.Saver(store).Save();

        Assert.Equal(["round", "blue"], DatasetReader.Read(pool.Labels).LabelNames);
        Assert.Equal(["a.png=round?blue", "b.png=?round"], Pool.Read(pool.Labels));
    }

    [Fact]
    public void Save_HostileNames_AreFoundAgain()
    {
        string[] names =
        [
            "=cmd|' !A1.png",
            "a,b.png",
            "a\"b.png",
            "line\nbreak.png",
            "x..%2fetc.png",
            "<img src=x onerror=alert(1)>.png",
            "back\\slash.png",
            "100%.png",
            "Blüte größer.png",
            "花.png",
            "sub/deeper/x;y.png",
            "-1.png",
        ];
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        using var pool = new Pool([.. names, " begins.png"]);
        using var store = pool.Open("x");
        for (int i = 0; i < names.Length; i++)
            store.Say(i, "x");
        pool.Saver(store).Save();

        Assert.Equal(names.Order(StringComparer.Ordinal), Pool.Read(pool.Labels).Select(x => x[..^2]));
        Assert.All(DatasetReader.Read(pool.Labels).Rows, row => Assert.True(File.Exists(row.Path)));
        Assert.Contains("blank", Assert.Single(store.Data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClassFoldersWithImagesBeside_LabelsThoseAndLeavesTheseOpen()
    {
        using var pool = new Pool("cat/1.png", "dog/1.png", "dog/2.png", "new.png");
        using var store = pool.Open();
        store.Say(3, "cat");
        store.Say(1, "cat");
        pool.Saver(store).Save();

        Assert.Equal("cat cat dog cat", store.All());
        Assert.Equal(["cat/1.png=cat", "dog/1.png=cat", "dog/2.png=dog", "new.png=cat"], Pool.Read(pool.Labels));
        Assert.Contains("\ncat/1.png,cat,,\n", pool.Text("labels.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClassesAsSeveral_IsRefused()
    {
        using var pool = new Pool("cat/1.png", "dog/1.png");

        var error = Assert.Throws<InvalidInputException>(() => pool.Open(pool.Options() with { Several = true }));

        Assert.Contains("--several", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClassFoldersAsUnlabelled_AreAllOpen()
    {
        using var pool = new Pool("monday/1.png", "tuesday/1.png");
        using var store = pool.Open(pool.Options("x") with { Unlabelled = true });

        Assert.Equal(("open open", "x"), (store.All(), string.Join(' ', store.Names)));
    }

    [Fact]
    public void Read_ListWithBlanks_KeepsWhatItSaysAndItsColumns()
    {
        using var pool = new Pool("a.png", "b.png", "c.png");
        string list = pool.Write(
            "pool.csv",
            "file,label,group,score,reason\na.png,x,g1,0.5,typical\nb.png,,g2,0.4,unsure\nc.png,,g3,0.3,typical\n"
        );
        using var store = pool.Open(new LabellingOptions { Data = list, Who = "ann" });
        store.AddName("y");
        store.Say(1, "y");
        pool.Saver(store).Save();

        Assert.Equal(
            "file,label,group,score,reason,who,when\na.png,x,g1,0.5,typical,,\nb.png,y,g2,0.4,unsure,ann,2026-11-29T08:00:00Z\n",
            pool.Text("pool-labelled.csv")
        );
        Assert.StartsWith("file,label,group,score,reason\na.png,x", pool.Text("pool.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ColumnsOfLabels_KnowsWhatIsUnknown()
    {
        using var pool = new Pool("a.png", "b.png");
        string list = pool.Write("pool.csv", "file,round,blue\na.png,1,\nb.png,,\n");
        using var store = pool.Open(new LabellingOptions { Data = list, Who = "ann" });

        Assert.Equal("round open", store.All());
        store.Say(1, Answer.Set(["blue"], ["round"], 2));
        pool.Saver(store).Save();

        Assert.Equal(["a.png=round?blue", "b.png=blue"], Pool.Read(pool.File("pool-labelled.csv")));
    }

    [Fact]
    public void Read_ListOfMissingImages_NamesTheLine()
    {
        using var pool = new Pool("a.png");
        string list = pool.Write("pool.csv", "file,label\na.png,\nb.png,\n");

        var error = Assert.Throws<InvalidInputException>(() => pool.Open(new LabellingOptions { Data = list }));

        Assert.Equal((list, 3), (error.File, error.Line));
    }

    [Fact]
    public void Read_BlankLabelsUnderOtherUsualNames_AreOpen()
    {
        using var pool = new Pool("a.png", "b.png");
        string list = pool.Write("pool.csv", "Filename,Class,note\na.png,x,old\nb.png,,new\n");
        using var store = pool.Open(new LabellingOptions { Data = list });

        Assert.Equal("x open", store.All());
        store.Say(1, "x");
        pool.Saver(store).Save();

        Assert.Equal(["a.png=x", "b.png=x"], Pool.Read(pool.File("pool-labelled.csv")));
        Assert.Contains(",old", pool.Text("pool-labelled.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos.zip", 0, "PK\u0003\u0004 and so on")]
    [InlineData("photos.tar", 257, "ustar\0")]
    public void Read_Archive_SaysToUnpackIt(string name, int before, string mark)
    {
        using var pool = new Pool("a.png");
        string archive = pool.Write(name, new string('x', before) + mark);

        Assert.Contains(
            "unpack it",
            Assert.Throws<InvalidInputException>(() => pool.Open(new LabellingOptions { Data = archive })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_FolderOfAnArchive_SaysWhatItHolds()
    {
        using var pool = new Pool();
        pool.Write("photos.tar", "x");

        Assert.EndsWith(
            "there are no images in it; left out 1 file that is no image: photos.tar.",
            Assert.Throws<InvalidInputException>(() => pool.Open(pool.Options())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Suspects_Answered_FillTheirListAndLeaveTheRest()
    {
        using var pool = new Pool("cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png");
        string list = pool.Write(
            "suspects.csv",
            "file,given,suggested,probability,correct\ncat/1.png,cat,dog,0.9,\ndog/1.png,dog,cat,0.8,\ndog/2.png,dog,cat,0.7,dog\n"
                + "gone.png,dog,cat,0.5,\n"
        );
        using var store = pool.Open();
        var suspects = SuspectList.Read(list, store);
        var saver = pool.Saver(store, suspects);

        Assert.Equal([0, 2], suspects.Images);
        Assert.Equal(1, suspects.Strange);
        store.Say(0, "dog");
        store.Say(2, Answer.Of(AnswerKind.None));
        saver.Save();

        Assert.Equal(
            "file,given,suggested,probability,correct\ncat/1.png,cat,dog,0.9,dog\ndog/1.png,dog,cat,0.8,-\ndog/2.png,dog,cat,0.7,dog\n"
                + "gone.png,dog,cat,0.5,\n",
            pool.Text("suspects.csv")
        );
        store.Undo("w");
        saver.Save();
        Assert.Contains("dog/1.png,dog,cat,0.8,\n", pool.Text("suspects.csv"), StringComparison.Ordinal);
    }
}
