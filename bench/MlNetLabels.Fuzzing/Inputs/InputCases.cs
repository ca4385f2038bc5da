namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>
/// Calls of the program on files with one thing wrong in them. Case i of a seed is always the same, so that what it
/// found can be looked at again.
/// </summary>
internal sealed class InputCases(InputSamples samples, int seed)
{
    private readonly string _manifest = samples.Manifest(),
        _report = File.ReadAllText(samples.Path("report/report.json"));

    /// <summary>Exit codes that a call may have whatever it is given.</summary>
    public static bool IsFine(int code, string said) =>
        code is 0 or 2 or 3 or 4 or 5 && !said.Contains("   at ", StringComparison.Ordinal);

    /// <summary>Writes the files of a case; the arguments of its call.</summary>
    public string[] Make(int number)
    {
        // Distinct numbers of one seed give distinct generators.
        var random = new Random(unchecked(seed * 1_000_003 + number));
        return (number % 10) switch
        {
            0 when number % 20 == 0 => Gates(random),
            0 => OptionCases.Make(samples, random),
            1 or 2 or 3 => Report(random, number),
            4 => Manifest(random, number),
            5 => Rows(random),
            6 => Predictions(random),
            7 => Embeddings(random),
            8 => Companion(random),
            _ => List(random),
        };
    }

    private string[] Gates(Random random) =>
        ["evaluate", .. samples.Evaluated(), "--gates", Json("gates.json", "case-gates.json", random)];

    private string[] Report(Random random, int number)
    {
        string changed = Write("case-report.json", JsonMutator.Change(_report, random));
        return random.Next(4) == 0
            ? ["compare", changed, samples.Path("report/report.json"), "--threads", "1"]
            :
            [
                "report",
                changed,
                "--html",
                samples.Path("case.html"),
                "--markdown",
                samples.Path("case.md"),
                number % 2 == 0 ? "--json" : "--verbose",
            ];
    }

    private string[] Manifest(Random random, int number)
    {
        samples.WriteBundle("case.mlabels", JsonMutator.Change(_manifest, random));
        string model = samples.Path("case.mlabels");
        return (number / 10 % 3) switch
        {
            0 => ["report", model, "--html", samples.Path("case.html")],
            1 => ["export", "--model", model, "--heads-only", "--output", samples.Path("case.onnx")],
            _ => ["evaluate", .. samples.Evaluated("case.mlabels")],
        };
    }

    private string[] Rows(Random random)
    {
        bool isLines = random.Next(2) == 0;
        string rows = Write(isLines ? "case.jsonl" : "case.csv", Table("x.csv", isLines, random));
        return [.. samples.Train("case-trained.mlabels"), "--labels", rows];
    }

    private string[] Predictions(Random random)
    {
        string softmax = samples.Path("report/softmax.csv"),
            labels = samples.Path("report/labels.csv"),
            cuts = samples.Path("report/thresholds.csv");
        bool isLines = random.Next(2) == 0;
        string name = isLines ? "case.jsonl" : "case.csv";
        return random.Next(3) switch
        {
            0 => ["metrics", "--predictions", Write(name, Table(softmax, isLines, random)), "--threads", "1"],
            1 =>
            [
                "metrics",
                "--predictions",
                Write(name, Table(labels, isLines, random)),
                "--thresholds",
                cuts,
                "--threads",
                "1",
            ],
            _ =>
            [
                "metrics",
                "--predictions",
                labels,
                "--thresholds",
                Write(name, Table(cuts, isLines, random)),
                "--threads",
                "1",
            ],
        };
    }

    private string[] Embeddings(Random random)
    {
        string x = samples.Path("x.npy"),
            npy = Write("case.npy", NpyMutator.Change(File.ReadAllBytes(x), random));
        return random.Next(4) switch
        {
            0 => [.. samples.Train("case-trained.mlabels", "case.npy"), "--labels", samples.Path("x.csv")],
            1 => ["ood", "--embeddings", npy, "--train", x, "--threads", "1"],
            2 =>
            [
                "ood",
                "--embeddings",
                x,
                "--train",
                npy,
                "--train-labels",
                samples.Path("x.csv"),
                "--l2",
                "0.1",
                "--threads",
                "1",
            ],
            _ => ["evaluate", .. samples.Evaluated(), "--out-of-domain", npy],
        };
    }

    private string[] Companion(Random random)
    {
        File.Copy(samples.Path("x.npy"), samples.Path("case.npy"), overwrite: true);
        File.Copy(samples.Path("x.csv"), samples.Path("case.csv"), overwrite: true);
        Json("x.json", "case.json", random);
        return samples.Train("case-trained.mlabels", "case.npy");
    }

    private string[] List(Random random)
    {
        if (random.Next(4) == 0)
            return ["backbones", "check", Json("card.json", "case-card.json", random)];
        bool isLines = random.Next(2) == 0;
        string list = Write(isLines ? "case.jsonl" : "case.csv", Table("x.csv", isLines, random));
        return random.Next(2) == 0
            ? ["embed", "--images", list, "--output", samples.Path("case-out.npy"), "--threads", "1", "--no-cache"]
            : ["evaluate", .. samples.Evaluated(), "--out-of-domain", list, "--max-failures", "all", "--no-cache"];
    }

    private string Json(string good, string name, Random random) =>
        Write(name, JsonMutator.Change(File.ReadAllText(samples.Path(good)), random));

    private byte[] Table(string good, bool isLines, Random random) =>
        TableMutator.Change(File.ReadAllText(samples.Path(good)), isLines, random);

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(samples.Path(name), content);
        return samples.Path(name);
    }
}
