using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.Tests;

/// <summary>What a kill leaves of the journal, and what else may be wrong with it.</summary>
public sealed class JournalTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public void Open_CutAtAnyByte_HasEveryWholeLineAndNothingElse()
    {
        using var pool = new Pool("a.png", "b.png");
        // The state after each line, by the length of the journal then.
        var states = new SortedDictionary<long, string> { [0] = "open open" };
        void Note(LabelStateOf state) => states[new FileInfo(pool.Journal).Length] = state();
        using (var store = pool.Open("x"))
        {
            Note(store.All);
            store.Say(0, "x");
            Note(store.All);
            store.AddName("ÿ, \"n\"\n".Trim());
            Note(store.All);
            store.Record([new(0, store.Item(0)!.Version), new(1, 0)], Answer.Class("ÿ, \"n\""), "w");
            Note(store.All);
            store.Undo("w");
            Note(store.All);
            store.Say(1, Answer.Of(AnswerKind.Unknown));
            Note(store.All);
        }
        byte[] whole = File.ReadAllBytes(pool.Journal);

        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(pool.Journal, whole[..length]);
            using var store = pool.Open("x");
            long line = states.Keys.Last(end => end <= length);
            Assert.Equal(states[line], store.All());
            Assert.Equal(length - line, store.Journal.Torn);
            // It goes on from there.
            store.Say(1, "x");
            Assert.EndsWith("x", store.All(), StringComparison.Ordinal);
        }
    }

    private delegate string LabelStateOf();

    [Fact]
    public void Open_TornLine_IsCutOffAndTheNextAnswerStandsAlone()
    {
        using var pool = new Pool("a.png", "b.png");
        using (var store = pool.Open("x"))
            store.Say(0, "x");
        File.AppendAllText(pool.Journal, "{\"seq\":3,\"wh");

        using (var store = pool.Open("x"))
        {
            Assert.Equal(12, store.Journal.Torn);
            store.Say(1, "x");
        }

        using (var again = pool.Open("x"))
            Assert.Equal((0, "x x"), (again.Journal.Torn, again.All()));
        Assert.All(
            File.ReadAllLines(pool.Journal),
            line => Assert.StartsWith("{\"seq\":", line, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(1, "not json")]
    [InlineData(2, "{}")]
    [InlineData(1, "{\"seq\":2,\"when\":\"2026-11-29T08:00:00Z\",\"who\":\"ann\",\"answers\":[null]}")]
    [InlineData(
        1,
        "{\"seq\":2,\"when\":\"2026-11-29T08:00:00Z\",\"who\":\"ann\",\"answers\":[{\"file\":\"a.png\",\"answer\":{\"kind\":\"labels\","
            + "\"labels\":[\"x\",\"y\"],\"absent\":[]},\"before\":{\"kind\":\"open\",\"labels\":[],\"absent\":[]}}]}"
    )]
    [InlineData(1, "{\"seq\":7,\"when\":\"2026-11-29T08:00:00Z\",\"who\":\"ann\"}")]
    public void Open_DamagedLine_NamesItAndChangesNothing(int at, string line)
    {
        using var pool = new Pool("a.png");
        using (var store = pool.Open("x"))
        {
            store.Say(0, "x");
            store.Say(0, Answer.Of(AnswerKind.None));
        }
        string[] lines = File.ReadAllLines(pool.Journal);
        lines[at] = line;
        File.WriteAllLines(pool.Journal, lines);
        string before = pool.Text("labels.journal.jsonl");

        var error = Assert.Throws<InvalidInputException>(() => pool.Open("x"));

        Assert.Equal((pool.Journal, at + 1), (error.File, error.Line));
        Assert.Equal(before, pool.Text("labels.journal.jsonl"));
    }

    [Fact]
    public void Open_WhileAnotherHasIt_SaysSo()
    {
        using var pool = new Pool("a.png");
        using var store = pool.Open("x");

        var error = Assert.Throws<InvalidInputException>(() => pool.Open("x"));

        Assert.Contains("another program has it open", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfClassesAsSets_IsRefused()
    {
        using var pool = new Pool("a.png");
        using (var store = pool.Open("x"))
            store.Say(0, "x");

        var error = Assert.Throws<InvalidInputException>(() => pool.Open(pool.Options("x") with { Several = true }));

        Assert.Contains("one class an image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SetsAgain_RemembersThatTheyAre()
    {
        using var pool = new Pool("a.png");
        using (var first = pool.Open(pool.Options("x") with { Several = true }))
            first.Say(0, Answer.Of(AnswerKind.None));

        using var store = pool.Open("x");

        Assert.True(store.Data.IsSets);
    }

    [Fact]
    public void Dispose_WithoutAnAnswer_LeavesNoJournal()
    {
        using var pool = new Pool("a.png");
        using (pool.Open("x"))
            Assert.True(File.Exists(pool.Journal));

        Assert.False(File.Exists(pool.Journal));
    }

    [Fact]
    public void Open_ImageTakenAway_KeepsItsAnswerAndSaysHowMany()
    {
        using var pool = new Pool("a.png", "b.png");
        using (var store = pool.Open("x"))
            store.Say(0, "x");
        byte[] image = File.ReadAllBytes(pool.File("a.png"));
        File.Delete(pool.File("a.png"));
        using (var store = pool.Open("x"))
        {
            Assert.Equal((1, "open"), (store.Gone, store.All()));
            store.Say(0, "x");
        }
        File.WriteAllBytes(pool.File("a.png"), image);

        using var back = pool.Open("x");

        Assert.Equal((0, "x x"), (back.Gone, back.All()));
    }
}
