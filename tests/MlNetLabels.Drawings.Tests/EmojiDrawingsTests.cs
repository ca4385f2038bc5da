using System.Security.Cryptography;
using MlNetLabels.Testing;

namespace MlNetLabels.Drawings.Tests;

public sealed class EmojiDrawingsTests(EmojiDrawingsTests.Built built) : IClassFixture<EmojiDrawingsTests.Built>
{
    private const int LeastDrawingsPerLabel = 60;

    // Small drawings are as good for counting and much faster.
    private const int Side = 16;

    public sealed class Built : IDisposable
    {
        private readonly TemporaryFolder _parent = new();

        public Built() =>
            Summary = EmojiDrawings.Build(
                DrawingArchive.Open(),
                Path.Combine(_parent.Path, "data", "emoji"),
                Side,
                null,
                default
            );

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
    public void Build_Again_DoesNothing()
    {
        string file = Path.Combine(built.Summary.Folder, "classes.csv");
        var written = File.GetLastWriteTimeUtc(file);

        var again = EmojiDrawings.Build(
            DrawingArchive.Open(),
            built.Summary.Folder,
            Side,
            null,
            TestContext.Current.CancellationToken
        );

        Assert.Equivalent(built.Summary, again);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void Build_Licences_NameEveryStyleAndItsTerms()
    {
        string text = File.ReadAllText(Path.Combine(built.Summary.Folder, "LICENSES.txt"));

        string[] parts =
        [
            .. Directory
                .EnumerateDirectories(Path.Combine(built.Summary.Folder, "images"))
                .Select(style => $"images/{Path.GetFileName(style)}:"),
            "emojibase-data",
            "Licence: Apache-2.0",
            "Licence: CC-BY-4.0",
            "Licence: CC-BY-SA-4.0",
            "Licence: MIT",
            "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
            "Permission is hereby granted, free of charge",
        ];
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Build_Elsewhere_GivesTheSameBytes_AndReplacesAnotherVersion()
    {
        using TemporaryFolder first = new(),
            second = new();
        second.Write("built.json", """{ "format": 0 }"""u8.ToArray());
        second.Write("old.txt", [1]);
        int told = 0;

        Build(first.Path);
        var summary = Build(second.Path, whenTold: () => Interlocked.Increment(ref told));

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
        using var output = new TemporaryFolder();
        int told = 0;
        Build(output.Path);

        Build(output.Path, "2.0.0", () => Interlocked.Increment(ref told));

        Assert.Equal(12, told);
    }

    [Fact]
    public void Build_IntoAForeignFolder_LeavesItAlone()
    {
        using var folder = new TemporaryFolder();
        string mine = folder.Write("mine.txt", [1]);

        Assert.Throws<InvalidInputException>(() =>
            EmojiDrawings.Build(folder.Path, cancellationToken: TestContext.Current.CancellationToken)
        );

        Assert.True(File.Exists(mine));
    }

    [Fact]
    public void Build_Cancelled_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
            Build(Path.Combine(folder.Path, "emoji"), "1.0.0", cancel.Cancel, cancel.Token)
        );

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Build_AnotherOneIsFirst_LeavesItsFilesInPlace()
    {
        using var folder = new TemporaryFolder();
        string output = Path.Combine(folder.Path, "emoji");
        FileInfo? first = null;

        Build(
            output,
            whenTold: () =>
            {
                if (first is not null)
                    return;
                Build(output);
                first = new FileInfo(Path.Combine(output, "built.json"));
                first.LastWriteTimeUtc = DateTime.UnixEpoch;
            }
        );

        first!.Refresh();
        Assert.Equal(DateTime.UnixEpoch, first.LastWriteTimeUtc);
        Assert.Equal(["emoji"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Build_AfterAKilledOne_ClearsWhatItLeftOnceADayOld()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".mlnetlabels-old.tmp/half.png", [1]);
        folder.Write(".mlnetlabels-running.tmp/half.png", [1]);
        Directory.SetLastWriteTimeUtc(folder.File(".mlnetlabels-old.tmp"), DateTime.UtcNow.AddDays(-2));

        Build(Path.Combine(folder.Path, "emoji"));

        Assert.Equal(
            [".mlnetlabels-running.tmp", "emoji"],
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    private static EmojiSummary Build(
        string folder,
        string version = "1.0.0",
        Action? whenTold = null,
        CancellationToken cancellationToken = default
    ) =>
        EmojiDrawings.Build(
            SmallPackages.Archive(version),
            folder,
            Side,
            whenTold is null ? null : new Counter(whenTold),
            cancellationToken
        );

    private sealed class Counter(Action action) : IProgress<WorkProgress>
    {
        private readonly Lock _gate = new();

        public void Report(WorkProgress value)
        {
            lock (_gate)
                action();
        }
    }
}
