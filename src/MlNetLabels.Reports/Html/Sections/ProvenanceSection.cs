using System.Globalization;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>What it takes to make the same report again.</summary>
internal static class ProvenanceSection
{
    public static Section Create(ReportContent report) =>
        new(
            "made",
            "How it was made",
            "Same input, same seed, same versions: the same figures.",
            Markup.Format(
                $"""
                {Task(report)}
                {Pairs("Model", Model(report.Model))}
                {Paths(report.Model.L2)}
                {Sample(report.Model.Sample)}
                {Pairs("Run", Run(report.Provenance))}
                <div class="beside">{Pairs("Configuration", report.Provenance.Configuration)}{Pairs(
                    "Versions",
                    report.Provenance.Versions
                )}{Pairs(
                    "Time by phase",
                    report.Timings.Select(x => KeyValuePair.Create(x.Key, Figures.Seconds(x.Value)))
                )}</div>
                {Pairs("Hashes (SHA-256)", report.Provenance.Hashes, code: true)}
                """
            )
        );

    private static Markup Task(ReportContent report) =>
        report.Task is not { } task
            ? Markup.Empty
            : Markup.Format(
                $"""
                <p>{Markup.Name(task.Why)}</p>
                <ul>{task.Losses.Present().Select(x =>
                    Markup.Format($"<li><span class=\"key {x.Head}\">{HeadNames.Title(x.Head)}</span>: {x.Value}</li>")
                )}</ul>

                """
            );

    private static IEnumerable<KeyValuePair<string, string>> Model(ModelReport model)
    {
        yield return new("Name", model.Name);
        if (model.Version is { } version)
            yield return new("Version", version);
        yield return new(
            "Backbone",
            model.Backbone.Name + (model.Backbone.Dimension is { } dimension ? $", {dimension} numbers per image" : "")
        );
        foreach (var (head, calibration) in model.Calibration?.Present() ?? [])
            yield return new(
                $"Calibration, {head}",
                calibration.NotFitted is { } reason ? $"not fitted: {reason}"
                    : calibration.KeptAsTrained is { } kept ? $"none, since {kept}"
                    : $"{calibration.Method}{Parameters(calibration.Parameters)}"
                        + (calibration.NotFittedFor is { } some ? $"; not for {some}" : "")
            );
        foreach (var (head, l2) in model.L2?.Present() ?? [])
            yield return new($"L2 penalty λ, {head}", Figures.Compact(l2.Lambda));
    }

    private static string Parameters(IReadOnlyDictionary<string, double> parameters) =>
        parameters.Count is 0 or > 8
            ? ""
            : $" ({string.Join(", ", parameters.Select(x => $"{x.Key} {Figures.Compact(x.Value)}"))})";

    private static IEnumerable<KeyValuePair<string, string>> Run(ProvenanceReport provenance)
    {
        yield return new("Seed", provenance.Seed.ToString(CultureInfo.InvariantCulture));
        if (provenance.Command is { } command)
            yield return new("Command", command);
    }

    private static Markup Pairs(string caption, IEnumerable<KeyValuePair<string, string>>? pairs, bool code = false)
    {
        var rows = pairs?.ToList();
        return rows is not { Count: > 0 }
            ? Markup.Empty
            : Table.Words(
                caption,
                ["What", "Value"],
                rows.Select(x =>
                    (IEnumerable<Markup>)
                        [Markup.Name(x.Key), code ? Markup.Format($"<code>{x.Value}</code>") : Markup.Name(x.Value)]
                )
            );
    }

    private static Markup Sample(TrainingSample? sample) =>
        sample is null
            ? Markup.Empty
            : Markup.Format(
                $"""
                <p>Trained on a sample: {Figures.Count(sample.Rows)} of {Figures.Count(sample.Of)} labelled rows, drawn by class
                with seed {sample.Seed}. The table is what more rows would bring: the same test rows, answered by models of
                more and more of the sample.</p>
                {Table.Numbers(
                    "Learning curve",
                    ["Rows trained on", $"{sample.Figure} on test rows", "95% interval"],
                    sample.Curve.Select(x =>
                        (IEnumerable<Markup>)
                            [
                                Table.Text(Figures.Count(x.Rows)),
                                Table.Text(x.Value is null ? x.Reason ?? "-" : Figures.Percent(x.Value)),
                                Table.Text(
                                    x.Low is null ? "-" : $"{Figures.Percent(x.Low)} to {Figures.Percent(x.High)}"
                                ),
                            ]
                    )
                )}

                """
            );

    private static Markup Paths(PerHead<L2Report>? l2)
    {
        var heads = l2?.Present().Where(x => x.Value.Path.Count > 1).ToList() ?? [];
        return heads.Count == 0
            ? Markup.Empty
            : Markup.Format(
                $"""
                <div class="charts">{heads.Select(x => Path(x.Head, x.Value))}</div>
                <p class="note">Loss on training images left out in turn (cross-validation). Chosen is the strongest
                penalty whose loss is next to the lowest: a weaker one gains nothing here and makes the head surer than
                it has reason to be.</p>

                """
            );
    }

    private static Markup Path(string head, L2Report l2) =>
        Chart.Create(
            "l2",
            [("head", head)],
            Markup.Format($"<span class=\"key {head}\">{HeadNames.Title(head)}</span>: loss by penalty λ"),
            $"Cross-validated loss of the {HeadNames.InWords(head)} at {l2.Path.Count} penalties; {Figures.Compact(l2.Lambda)} was chosen.",
            Table.Numbers(
                "Penalties tried",
                ["λ", "Cross-validated loss", "Training loss"],
                l2.Path.Select(x =>
                    (IEnumerable<Markup>)
                        [
                            Table.Text(Figures.Compact(x.Lambda) + (x.Lambda == l2.Lambda ? " (chosen)" : "")),
                            Table.Text(Figures.Number(x.ValidationLoss, 4)),
                            Table.Text(Figures.Number(x.TrainLoss, 4)),
                        ]
                )
            )
        );
}
