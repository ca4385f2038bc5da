using System.CommandLine;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace MlNetLabels.Cli.Commands;

/// <summary>Scores given embeddings, so that other people's features can be judged.</summary>
internal static class OodCommand
{
    // As Splitter deals it: a fifth of what is given.
    private const int HeldOutOf = 5;

    public static Command Create()
    {
        var embeddings = new Option<string>("--embeddings")
        {
            Description = "In-domain or unknown embeddings to score (.npy).",
            Required = true,
        };
        var train = new Option<string>("--train")
        {
            Description = "In-domain embeddings to fit on (.npy).",
            Required = true,
        };
        var trainLabels = new Option<string?>("--train-labels")
        {
            Description = "CSV of their classes or labels; without it, only scores that need no logits are fitted.",
        };
        var validation = new Option<string?>("--validation")
        {
            Description =
                "In-domain embeddings that set the cut (.npy); every fifth training row is held out when left out.",
        };
        var outOfDomain = new Option<string[]>("--out-of-domain")
        {
            Description = "Embeddings of another kind (.npy) to tell apart from --embeddings; may be repeated.",
        };
        var score = new Option<string>("--score")
        {
            Description = "The score to list and to cut by.",
            DefaultValueFactory = _ => OutOfDomainScorers.Default,
        };
        score.Accept([.. OutOfDomainScorers.Names]);
        var output = new Option<string?>("--output")
        {
            Description = "CSV file for every image's scores and p-values.",
        };
        var (rejectRate, l2) = (
            CommonOptions.RejectRate("Share of in-domain images that may be rejected (0.05)."),
            CommonOptions.L2()
        );
        var (seed, threads, json) = (CommonOptions.Seed(), CommonOptions.Threads(), CommonOptions.Json());
        var command = new Command("ood", "Score given embeddings with every out-of-domain score.")
        {
            embeddings,
            train,
            trainLabels,
            validation,
            outOfDomain,
            score,
            rejectRate,
            output,
            l2,
            seed,
            threads,
            json,
        };
        Help.AddExamples(
            command,
            "ood --embeddings new.npy --train known.npy",
            "ood --embeddings test.npy --train train.npy --train-labels train.csv --out-of-domain others.npy --output scores.csv"
        );
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                if (parsed.GetValue(output) is { } scores)
                    OutputPlace.CheckKind(scores, "list of scores", "row,");
                string name = parsed.GetValue(score)!;
                if (parsed.GetValue(trainLabels) is null && HeadOf(name) is { } head)
                    throw new SetUpException(
                        $"--score {name} reads the logits of {head}, which --train-labels train: give them, or leave --score out."
                    );
                foreach (string path in (parsed.GetValue(outOfDomain) ?? []).Prepend(parsed.GetValue(embeddings)!))
                    NpyFile.Check(path);
                var options = new TrainerOptions
                {
                    Heads = new HeadOptions
                    {
                        L2 = parsed.GetValue(l2).Value,
                        Seed = parsed.GetValue(seed),
                        Threads = parsed.GetValue(threads),
                    },
                    RejectRate = parsed.GetValue(rejectRate) ?? ConformalCut.DefaultAlpha,
                };
                var domain = Fit(
                    parsed.GetValue(train)!,
                    ReadLabels(parsed.GetValue(trainLabels), name),
                    parsed.GetValue(validation),
                    options,
                    cancellationToken
                );
                string[] off = domain.Warning(name) is { } warning ? [$"The domain check is OFF: {warning}"] : [];
                var rows = Scored(domain, parsed.GetValue(embeddings)!, cancellationToken);
                (string Set, IReadOnlyDictionary<string, IReadOnlyList<DomainCheck>> Checks)[] others =
                [
                    .. (parsed.GetValue(outOfDomain) ?? []).Select(path =>
                        (Path.GetFileNameWithoutExtension(path), Scored(domain, path, cancellationToken))
                    ),
                ];
                var result = new OodJson(
                    parsed.GetValue(embeddings)!,
                    name,
                    off,
                    rows[name],
                    [.. others.SelectMany(o => Separate(o.Set, rows, o.Checks))]
                );
                if (parsed.GetValue(output) is { } csv)
                    AtomicFile.WriteText(csv, Csv(rows));
                if (parsed.GetValue(json))
                    Json.Write(result);
                else
                    Print(result, parsed.GetValue(output));
                return ExitCode.Done;
            }
        );
        return command;
    }

    // Null for a score of embeddings alone.
    private static string? HeadOf(string score) =>
        OutOfDomainScorers.HeadOf(score) switch
        {
            "softmax" => "a softmax head",
            "labels" => "label heads",
            _ => null,
        };

    private static ImageDataset? ReadLabels(string? file, string score)
    {
        if (file is null)
            return null;
        var labels = DatasetReader.Read(file);
        return labels.Kind == TargetKind.LabelSets && OutOfDomainScorers.HeadOf(score) == "softmax"
            ? throw new InvalidInputException(
                file,
                null,
                $"it holds label sets, and --score {score} reads the logits of a softmax head, which one class per image trains. Choose "
                    + "another --score, or leave it out."
            )
            : labels;
    }

    private static EmbeddingDomain Fit(
        string train,
        ImageDataset? dataset,
        string? validation,
        TrainerOptions options,
        CancellationToken cancellationToken
    )
    {
        var rows = NpyFile.Read(train);
        EmbeddingsSeal.Read(train)?.CheckEmbeddings(train, rows);
        if (dataset is not null && dataset.Rows.Count != rows.Rows)
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"it lists {dataset.Rows.Count} rows, but {train} holds {rows.Rows}; they must be the same rows in the same order."
            );
        if (dataset is not null && EmbeddingsOrder.Check(train, dataset.Source, dataset) is { } order)
            StandardError.Note(order);
        if (validation is not null)
            return EmbeddingDomain.Fit(rows, NpyFile.Read(validation), dataset, options, cancellationToken);

        StandardError.Note("no --validation was given: every fifth training row is held out to set the cut.");
        int[] held = [.. Enumerable.Range(0, rows.Rows).Where(i => i % HeldOutOf == HeldOutOf - 1)],
            kept = [.. Enumerable.Range(0, rows.Rows).Where(i => i % HeldOutOf != HeldOutOf - 1)];
        return EmbeddingDomain.Fit(
            rows.Select(kept),
            rows.Select(held),
            dataset is null ? null : dataset with { Rows = [.. kept.Select(i => dataset.Rows[i])] },
            options,
            cancellationToken
        );
    }

    private static Dictionary<string, IReadOnlyList<DomainCheck>> Scored(
        EmbeddingDomain domain,
        string path,
        CancellationToken cancellationToken
    )
    {
        Matrix rows = NpyFile.Read(path);
        return domain.Scores.ToDictionary(s => s, s => domain.Check(s, rows, cancellationToken));
    }

    private static IEnumerable<OodSeparation> Separate(
        string set,
        Dictionary<string, IReadOnlyList<DomainCheck>> inside,
        IReadOnlyDictionary<string, IReadOnlyList<DomainCheck>> outside
    ) =>
        inside.Select(s =>
        {
            var others = outside[s.Key];
            var measured = Separation.Measure([.. s.Value.Select(c => c.Score)], [.. others.Select(c => c.Score)]);
            return new OodSeparation(
                set,
                s.Key,
                measured.Auroc,
                measured.AuprIn,
                measured.AuprOut,
                measured.Fpr95OutPositive,
                measured.Fpr95InPositive,
                Rejected(s.Value),
                Rejected(others)
            );
        });

    private static double? Rejected(IReadOnlyList<DomainCheck> checks) =>
        checks.Count == 0 || checks[0].Cut is null ? null : (double)checks.Count(c => c.Rejected) / checks.Count;

    private static string Csv(Dictionary<string, IReadOnlyList<DomainCheck>> rows)
    {
        var header = rows.Keys.SelectMany(score => new[] { score, $"{score} p-value" }).Prepend("row");
        var images = Enumerable
            .Range(0, rows.Values.First().Count)
            .Select(i =>
                rows.Values.SelectMany(checks => new[] { Exact(checks[i].Score), Exact(checks[i].PValue) })
                    .Prepend(i.ToString(CultureInfo.InvariantCulture))
            );
        return CsvText.Write(images.Prepend(header));
    }

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Print(OodJson result, string? csv)
    {
        Screen.WriteOff(result.SwitchedOff);
        if (csv is null)
        {
            var images = new Table()
                .RoundedBorder()
                .AddColumns(
                    "row",
                    $"{result.Score} (cut {(result.Images.Count > 0 && result.Images[0].Cut is { } cut ? G(cut) : "none")})",
                    "p-value",
                    "verdict"
                );
            for (int i = 0; i < result.Images.Count; i++)
                images.AddRow(
                    i.ToString(CultureInfo.InvariantCulture),
                    G(result.Images[i].Score),
                    F(result.Images[i].PValue),
                    result.Images[i].Rejected ? "Rejected"
                        : result.Images[i].IsOn ? "in domain"
                        : "not judged"
                );
            Screen.Write(images);
        }
        else
            Console.Out.WriteLine($"{result.Images.Count} images: {csv}");
        if (result.OutOfDomain.Count == 0)
            return;
        var table = new Table()
            .RoundedBorder()
            .AddColumns(
                "out of domain",
                "score",
                "AUROC",
                "AUPR in",
                "AUPR out",
                "FPR, 95% of set caught",
                "FPR, 95% of in-domain kept",
                "rejected in domain",
                "rejected out of domain"
            );
        foreach (var s in result.OutOfDomain)
            table.AddRow([
                Screen.Cell(s.Set),
                s.Score,
                .. new[]
                {
                    s.Auroc,
                    s.AuprIn,
                    s.AuprOut,
                    s.Fpr95OutPositive,
                    s.Fpr95InPositive,
                    s.RejectedIn,
                    s.RejectedOut,
                }.Select(F),
            ]);
        Screen.Write(table);
    }

    private static string G(double value) => value.ToString("g4", CultureInfo.InvariantCulture);

    private static string F(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
