using System.Security.Cryptography;
using MlNetLabels.Testing;

namespace MlNetLabels.Drawings.Tests;

public sealed class EmojiDrawingsTests(EmojiDrawingsTests.Built built) : IClassFixture<EmojiDrawingsTests.Built>
{
    private const int LeastDrawingsPerLabel = 60;

    // Small drawings are as good for counting and much faster.
    private const int Side = 16;

    private static readonly string Packages = Path.Combine(SharedFiles.Repository, "node_modules");

    public sealed class Built : IDisposable
    {
        private readonly TemporaryFolder _parent = new();

        public Built() =>
            Summary = EmojiDrawings.Build(Packages, Path.Combine(_parent.Path, "data", "emoji"), Side, null, default);

        public EmojiSummary Summary { get; }

        public Dictionary<string, string>[] Rows(string name)
        {
            string[][] lines = [.. File.ReadLines(Path.Combine(Summary.Folder, name)).Select(line => line.Split(','))];
            return
            [
                .. lines
                    .Skip(1)
                    .Select(cells => lines[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second)),
            ];
        }

        public void Dispose() => _parent.Dispose();
    }

    private string[] LabelNames => [.. built.Rows("labels.csv")[0].Keys.Except(["file", "split", "group"])];

    [Theory]
    [InlineData("classes.csv"), InlineData("people.csv"), InlineData("labels.csv")]
    public void Build_EveryRow_HasItsFileOnce(string name)
    {
        string[] files = [.. built.Rows(name).Select(row => row["file"])];

        Assert.Equal(files.Length, files.Distinct().Count());
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(built.Summary.Folder, file)), file));
    }

    [Theory]
    [InlineData("classes.csv"), InlineData("labels.csv")]
    public void Build_DrawingsOfOneEmoji_StayInOneSplit(string name)
    {
        var rows = built.Rows(name);

        Assert.All(
            rows.GroupBy(row => row["group"]),
            group => Assert.Single(group.Select(row => row["split"]).Distinct())
        );
        Assert.Equal(["test", "train", "validation"], rows.Select(row => row["split"]).Distinct().Order());
        Assert.Contains(rows.GroupBy(row => row["group"]), group => group.Count() == 4);
    }

    [Fact]
    public void Build_Classes_AreBuildingAndFlagInEqualShare()
    {
        // Whole emoji are taken, so the classes may differ by the drawings of one.
        const int OneEmoji = 4;
        var counts = built.Rows("classes.csv").CountBy(row => row["label"]).ToDictionary();

        Assert.Equal(["building", "flag"], counts.Keys.Order());
        Assert.Equal((built.Summary.Buildings, built.Summary.Flags), (counts["building"], counts["flag"]));
        Assert.InRange(counts["building"] - counts["flag"], -OneEmoji, OneEmoji);
        Assert.True(counts["building"] >= 100);
    }

    [Fact]
    public void Build_People_AreNoneOfTheClasses()
    {
        var people = built.Rows("people.csv");

        Assert.Equal(built.Summary.People, people.Length);
        Assert.True(people.Length >= 100);
        Assert.Empty(people.Select(row => row["file"]).Intersect(built.Rows("classes.csv").Select(row => row["file"])));
    }

    [Fact]
    public void Build_EveryLabel_IsFrequentAndInEverySplit()
    {
        var rows = built.Rows("labels.csv");

        Assert.InRange(LabelNames.Length, 10, 16);
        foreach (string label in LabelNames)
        {
            var with = rows.Where(row => row[label] == "1").ToArray();
            Assert.Equal(built.Summary.Labels[label], with.Length);
            Assert.True(with.Length >= LeastDrawingsPerLabel, $"{label}: {with.Length}");
            Assert.Equal(3, with.Select(row => row["split"]).Distinct().Count());
        }
    }

    [Fact]
    public void Build_LabelRows_HaveNoneOneOrManyLabels()
    {
        string[] labels = LabelNames;
        var counts = built.Rows("labels.csv").CountBy(row => labels.Count(label => row[label] == "1")).ToDictionary();

        Assert.True(counts[0] >= 200 && counts[1] >= 1000 && counts[2] >= 200, string.Join(' ', counts));
    }

    [Fact]
    public void EmojiLabels_NameOnlyWhatEmojibaseHas()
    {
        var emoji = EmojiCatalogue.Read(Packages, Side).Emoji;

        foreach (var label in EmojiLabel.All)
        {
            Assert.Empty(label.Subgroups.Except(emoji.Select(e => e.Subgroup)));
            Assert.Empty(label.Tags.Except(emoji.SelectMany(e => e.Tags)));
            Assert.Empty(label.Except.Except(emoji.Select(e => e.Name)));
        }
    }

    [Fact]
    public void Build_Again_DoesNothing()
    {
        string file = Path.Combine(built.Summary.Folder, "classes.csv");
        var written = File.GetLastWriteTimeUtc(file);

        var again = EmojiDrawings.Build(
            Packages,
            built.Summary.Folder,
            Side,
            null,
            TestContext.Current.CancellationToken
        );

        Assert.Equivalent(built.Summary, again);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void Build_Elsewhere_GivesTheSameBytes_AndReplacesAnotherVersion()
    {
        using TemporaryFolder packages = new(),
            first = new(),
            second = new();
        SmallPackages.WriteTo(packages.Path);
        second.Write("built.json", """{ "format": 0 }"""u8.ToArray());
        second.Write("old.txt", [1]);
        int told = 0;

        EmojiDrawings.Build(packages.Path, first.Path, null, TestContext.Current.CancellationToken);
        var summary = EmojiDrawings.Build(
            packages.Path,
            second.Path,
            new Counter(() => Interlocked.Increment(ref told)),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(Content(first.Path), Content(second.Path));
        Assert.Equal((12, 12), (summary.Images, told));

        static string[] Content(string root) =>
            [
                .. Directory
                    .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(file =>
                        $"{Path.GetRelativePath(root, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"
                    ),
            ];
    }

    [Fact]
    public void Build_NewPackageVersion_DrawsAgain()
    {
        using TemporaryFolder packages = new(),
            output = new();
        SmallPackages.WriteTo(packages.Path);
        EmojiDrawings.Build(packages.Path, output.Path, null, TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(packages.Path, "emojibase-data", "package.json"), """{ "version": "2.0.0" }""");
        int told = 0;

        EmojiDrawings.Build(
            packages.Path,
            output.Path,
            new Counter(() => Interlocked.Increment(ref told)),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(12, told);
    }

    [Fact]
    public void Build_DamagedPackage_NamesTheFile()
    {
        using TemporaryFolder packages = new(),
            output = new();
        SmallPackages.WriteTo(packages.Path);
        string chars = Path.Combine(packages.Path, "@iconify-json", "twemoji", "chars.json");
        File.WriteAllText(chars, "{");

        Assert.Equal(
            chars,
            Assert
                .Throws<InvalidInputException>(() =>
                    EmojiDrawings.Build(packages.Path, output.Path, null, TestContext.Current.CancellationToken)
                )
                .File
        );
    }

    [Fact]
    public void Build_WithoutPackages_NamesTheCommand()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<InvalidInputException>(() =>
            EmojiDrawings.Build(
                folder.Path,
                Path.Combine(folder.Path, "out"),
                null,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains("npm ci", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_IntoAForeignFolder_LeavesItAlone()
    {
        using var folder = new TemporaryFolder();
        string mine = folder.Write("mine.txt", [1]);

        Assert.Throws<InvalidInputException>(() =>
            EmojiDrawings.Build(Packages, folder.Path, null, TestContext.Current.CancellationToken)
        );

        Assert.True(File.Exists(mine));
    }

    [Fact]
    public void Build_Cancelled_LeavesNothing()
    {
        using TemporaryFolder packages = new(),
            folder = new();
        using var cancel = new CancellationTokenSource();
        SmallPackages.WriteTo(packages.Path);

        Assert.Throws<OperationCanceledException>(() =>
            EmojiDrawings.Build(
                packages.Path,
                Path.Combine(folder.Path, "emoji"),
                new Counter(cancel.Cancel),
                cancel.Token
            )
        );

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private sealed class Counter(Action action) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => action();
    }
}
