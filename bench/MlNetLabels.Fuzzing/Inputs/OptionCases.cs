namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>Good files and one option with a value that nobody should give, or that somebody may.</summary>
internal static class OptionCases
{
    private static readonly string[] s_train =
    [
        "--l2",
        "--threshold",
        "--reject-rate",
        "--seed",
        "--class-weights",
        "--positive-weights",
        "--classes",
        "--fit",
        "--engine",
        "--threads",
        "--timeout",
        "--max-failures",
        "--cache-size",
    ];

    private static readonly string[] s_evaluate = ["--seed", "--classes", "--max-failures", "--timeout"],
        s_ood = ["--reject-rate", "--l2", "--score", "--seed"],
        s_metrics = ["--seed", "--thresholds"],
        s_export = ["--reject-rate", "--input"];

    /// <summary>A call; options that name files are left out, since some values name files that are there.</summary>
    public static string[] Make(InputSamples samples, Random random)
    {
        string value = NastyValues.Texts[random.Next(NastyValues.Texts.Count)];
        return random.Next(7) switch
        {
            0 => ["evaluate", .. samples.Evaluated(), Given(s_evaluate, value, random)],
            1 =>
            [
                "ood",
                "--embeddings",
                samples.Path("far.npy"),
                "--train",
                samples.Path("x.npy"),
                Given(s_ood, value, random),
            ],
            2 => ["metrics", "--predictions", samples.Path("report/labels.csv"), Given(s_metrics, value, random)],
            3 =>
            [
                "export",
                "--model",
                samples.Path("model.mlabels"),
                "--heads-only",
                "--output",
                samples.Path("case.onnx"),
                Given(s_export, value, random),
            ],
            4 => ["losses", "1.5", value, $"--labels={NastyValues.Texts[random.Next(NastyValues.Texts.Count)]}"],
            _ => Train(samples, value, random),
        };
    }

    private static string[] Train(InputSamples samples, string value, Random random)
    {
        string option = s_train[random.Next(s_train.Length)];
        if (option.EndsWith("weights", StringComparison.Ordinal))
            value = $"ant={value}";
        string[] all = samples.Train("case-trained.mlabels");
        // An option that is given twice is refused before its value is looked at.
        int at = Array.IndexOf(all, option);
        return [.. at < 0 ? all : [.. all[..at], .. all[(at + 2)..]], $"{option}={value}"];
    }

    private static string Given(string[] options, string value, Random random) =>
        $"{options[random.Next(options.Length)]}={value}";
}
