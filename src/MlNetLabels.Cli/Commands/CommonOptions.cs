using System.CommandLine;
using System.CommandLine.Parsing;
using MlNetLabels.Calibration;
using MlNetLabels.Cli.Output;
using MlNetLabels.Models;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Options that several commands share, so that they read and behave alike everywhere.</summary>
internal static class CommonOptions
{
    // Far above any machine's processors: each thread needs memory for an image of its own.
    private const int MostThreads = 1024;

    private const string Split = "split";

    public static Option<int> Seed() =>
        new("--seed") { Description = "Seed of splits, folds and resampling.", DefaultValueFactory = _ => 1 };

    public static Option<int> Threads()
    {
        var option = new Option<int>("--threads")
        {
            Description = "Threads to use; results do not depend on it.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostThreads)
                result.AddError($"--threads must be between 1 and {MostThreads}.");
        });
        return option;
    }

    public static Option<string[]> Trust() =>
        new("--trust")
        {
            Description = "PEM file of a key that must have signed the bundle; may be repeated: one of them will do.",
        };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON on stdout." };

    public static Option<bool> Verbose() =>
        new("--verbose") { Description = "Print everything that was found, not only what fits on a screen." };

    public static Option<string> Backbone() =>
        new("--backbone")
        {
            Description =
                "Name of a backbone, or path of its card or ONNX file; several joined by + are concatenated, each of "
                + "unit length.",
            DefaultValueFactory = _ => "mobilenet-v3-small",
        };

    public static Option<string?> Data() =>
        new("--data")
        {
            Description =
                "Images: a folder with one subfolder per class, a CSV, or what other tools export, also zipped (--data-format lists them).",
        };

    public static Option<string?> Embeddings() =>
        new("--embeddings")
        {
            Description =
                "Embeddings instead of images: an .npy file, or Parquet files as --shard writes them: a file, a folder of parts, "
                + "or a pattern in quotes.",
        };

    public static Option<long?> Memory(string what) =>
        Size(
            "--memory",
            what + "; half of what there is when left out. Below 350MB the rows are held to it, and not the program.",
            least: 1_000_000
        );

    /// <summary>Where there are no parts, the whole of what is given is read.</summary>
    public static void CheckMemory(CommandResult result, Option<long?> memory, Option<string?> embeddings)
    {
        if (result.IsGiven(memory) && (result.GetValue(embeddings) is not { } given || IsNpy(given)))
            result.AddError("--memory is of embeddings in Parquet files; all else is read whole.");
    }

    /// <summary>Refuses what has no use for the embeddings that are given, where no set is embedded beside them.</summary>
    public static void CheckMade(
        CommandResult result,
        Option<string?> embeddings,
        IEnumerable<Option<string[]>> sets,
        IEnumerable<Option> ofEmbedding
    )
    {
        if (result.GetValue(embeddings) is null || sets.Any(set => result.GetValue(set)?.All(IsNpy) == false))
            return;
        foreach (var option in ofEmbedding.Where(result.IsGiven))
            result.AddError(
                $"{option.Name} says how images are embedded, and --embeddings are made already; leave it out."
            );
    }

    /// <summary>Files to write: one for each, or the last would replace the others.</summary>
    public static void CheckDistinct(CommandResult result, params Option<string?>[] outputs)
    {
        // What is no path is told where it is opened.
        var files = outputs
            .Where(x => result.GetValue(x) is { Length: > 0 } file && !file.Contains('\0', StringComparison.Ordinal))
            .ToLookup(x => Path.GetFullPath(result.GetValue(x)!));
        foreach (var same in files.Where(file => file.Skip(1).Any()))
            result.AddError($"{Counted.And([.. same.Select(x => x.Name)])} name one file; give each its own.");
    }

    /// <summary>Images, or what was made of them: one of both, as the other would be passed over.</summary>
    public static void RequireOne(
        CommandResult result,
        Option<string?> data,
        Option<string?> embeddings,
        Option<string?> labels
    )
    {
        if (result.GetResult(data) is not null && result.GetValue(labels) is not null)
            result.AddError("--labels is the CSV of --embeddings; of images --data names it.");
        bool hasData = result.GetResult(data) is not null,
            hasEmbeddings = result.GetResult(embeddings) is not null;
        if (hasData && hasEmbeddings)
            result.AddError("--data and --embeddings exclude each other: give the images, or what embed made of them.");
        if (!hasData && !hasEmbeddings)
            result.AddError("Name the images with --data, or embeddings with --embeddings.");
    }

    public static Option<string?> Labels() =>
        new("--labels")
        {
            Description =
                "CSV of the embeddings' rows; the .csv beside the .npy when left out. Of Parquet files a list that names images "
                + "as they do, in any order; what the embedded list said when left out.",
        };

    public static Option<string[]> Classes() =>
        Names("--classes", "Classes to take, or of label sets the labels, separated by commas; all when left out.");

    /// <summary>Names separated by commas.</summary>
    public static Option<string[]> Names(string name, string description) =>
        new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                string[] names =
                [
                    .. result.Tokens.SelectMany(t =>
                        t.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    ),
                ];
                if (names.Length == 0 && result.Tokens is [var given, ..])
                    result.AddError($"{name} is '{given.Value}', which names nothing; give names with commas between.");
                if (names.CountBy(x => x).FirstOrDefault(x => x.Value > 1) is { Key: { } twice })
                    result.AddError($"{name} names '{twice}' twice; give each once.");
                return names;
            },
        };

    public static Option<string?> Corrections() =>
        new("--corrections")
        {
            Description =
                "CSV of suspected labels that evaluate wrote, with its column 'correct' filled in: what it says goes, blank "
                + "changes nothing, - leaves the image out.",
        };

    public static Option<string[]> OutOfDomain() =>
        Sets(
            "--out-of-domain",
            "Folder, CSV or .npy of images of another kind; may be repeated; near:PATH or far:PATH tags it."
        );

    public static Option<string[]> ValidationOutOfDomain() =>
        Sets(
            "--validation-out-of-domain",
            "Folder, CSV or .npy of out-of-domain images to choose the out-of-domain score by, never the ones to "
                + "test on; may be repeated."
        );

    public static Option<string[]> Negatives() =>
        Sets(
            "--negatives",
            "Folder, CSV or .npy of images to expect in use that show none of the labels: teaches the label heads "
                + "to say none; may be repeated."
        );

    /// <summary>The same where nothing is trained.</summary>
    public static Option<string[]> KnownNegatives() =>
        Sets(
            "--negatives",
            "Folder, CSV or .npy of images that show none of the labels, to judge beside the test images; may be repeated."
        );

    public static Option<FailureLimit> MaxFailures(FailureLimit defaultValue) =>
        new("--max-failures")
        {
            Description = "Unreadable files to put up with: a count, a share such as 5%, or all.",
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                if (!FailureLimit.TryParse(result.Tokens[0].Value, out var limit))
                    result.AddError(
                        $"--max-failures is '{result.Tokens[0].Value}'; give a count, a share such as 5%, or all."
                    );
                return limit;
            },
        };

    public static Option<string?> Cache() =>
        new("--cache")
        {
            Description =
                "File that remembers embeddings between runs; MLNETLABELS_CACHE, or embeddings.db in your cache folder, "
                + "when left out.",
        };

    public static Option<long?> Size(string name, string description, long least = 0) =>
        new(name)
        {
            Description = description,
            CustomParser = result =>
            {
                string given = result.Tokens[0].Value;
                bool isSize = ByteSize.TryParse(given, out long bytes);
                if (isSize && bytes < least)
                {
                    result.AddError($"{name} is '{given}', which is too little; give at least {ByteSize.Text(least)}.");
                    return null;
                }
                // Who types 5 means gigabytes, and would lose all but five bytes.
                if (isSize && (bytes == 0 || char.IsAsciiLetter(given[^1])))
                    return bytes;
                result.AddError(
                    $"{name} is '{given}'{(isSize ? ", which has no unit" : "")}; give a size such as 500MB or 2GB."
                );
                return null;
            },
        };

    public static Option<Lambda> L2() =>
        new("--l2")
        {
            Description = "Weight penalty lambda, or auto to choose it by cross-validation.",
            DefaultValueFactory = _ => Lambda.Auto,
            CustomParser = result =>
            {
                if (!Lambda.TryParse(result.Tokens[0].Value, out var lambda))
                    result.AddError($"--l2 is '{result.Tokens[0].Value}'; give auto or a number of at least 0.");
                return lambda;
            },
        };

    public static Option<ThresholdRule> Threshold() =>
        new("--threshold")
        {
            Description =
                "How label thresholds are chosen: expected-f1 (default), best-f1, precision:P, recall:R or a fixed probability.",
            DefaultValueFactory = _ => ThresholdRule.ExpectedF1,
            CustomParser = result =>
            {
                try
                {
                    return ThresholdRule.Parse(result.Tokens[0].Value);
                }
                catch (FormatException error)
                {
                    result.AddError(error.Message);
                    return ThresholdRule.ExpectedF1;
                }
            },
        };

    public static Option<FitWay?> Fit()
    {
        var option = new Option<FitWay?>("--fit")
        {
            Description =
                "cross (default): all images but the test images train, and each calibrates heads fitted without it; "
                + "split: a part is set aside to calibrate. Data with a validation split are split.",
            CustomParser = result => result.Tokens[0].Value == Split ? FitWay.Split : FitWay.Cross,
        };
        option.Accept("cross", Split);
        return option;
    }

    public static Option<double?> RejectRate(string description) => Rate("--reject-rate", description);

    /// <summary>A share above 0 and below 1, such as 0.05 or 5%; 0 as well where it switches something off.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it does.</param>
    /// <param name="orOff">Whether 0 is good.</param>
    /// <param name="within">Nearer bounds, which are good themselves.</param>
    public static Option<double?> Rate(
        string name,
        string description,
        bool orOff = false,
        (double Least, double Most)? within = null
    ) =>
        new(name)
        {
            Description = description,
            CustomParser = result =>
                ShareText.Read(result.Tokens[0].Value) is { } value
                && (value is > 0 and < 1 || (orOff && value == 0))
                && !(value < within?.Least || value > within?.Most)
                    ? value
                    : Bad(
                        result,
                        $"{name} is '{result.Tokens[0].Value}'; give a share "
                            + (
                                within is { } bounds
                                    ? FormattableString.Invariant($"from {bounds.Least} to {bounds.Most}")
                                    : "between 0 and 1"
                            )
                            + ", such as 0.05 or 5%"
                            + $"{(orOff ? ", or 0 for none" : "")}."
                    ),
        };

    /// <summary>Sets of images, whose tag needs a path.</summary>
    public static Option<string[]> Sets(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description };
        option.Validators.Add(result =>
        {
            foreach (string tag in result.Tokens.Select(token => token.Value).Where(x => x is "near:" or "far:"))
                result.AddError($"{name} is '{tag}' without a path; put the folder or file behind it: {tag}PATH.");
        });
        return option;
    }

    private static bool IsNpy(string path) =>
        Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase);

    private static double? Bad(ArgumentResult result, string message)
    {
        result.AddError(message);
        return null;
    }
}
