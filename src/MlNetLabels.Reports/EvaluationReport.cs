using MlNetLabels.Reports.Gates;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports;

/// <summary>
/// Everything one evaluation found, for the writers to write. <see cref="ReportBuilder"/> makes it and
/// <see cref="JsonReport"/> reads it back. The figures themselves are in the evaluation it was made from, and for other
/// programs in report.json. Immutable; safe to use from many threads.
/// </summary>
public sealed class EvaluationReport
{
    internal EvaluationReport(ReportContent content)
    {
        Content = content;
        Summary = SummaryText.Create(content);
    }

    /// <summary>What was evaluated, in a few words.</summary>
    public string Title => Content.Title;

    /// <summary>When the evaluation was made.</summary>
    public DateTimeOffset CreatedAt => Content.CreatedAt;

    /// <summary>Whether the model can be used, and why.</summary>
    public ReportSummary Summary { get; }

    /// <summary>The bounds that this run was held to; empty where there are none.</summary>
    public IReadOnlyList<QualityGate> Gates => Content.Gates ?? [];

    /// <summary>
    /// Labels that are more probably wrong than right as CSV, with a blank column <c>correct</c> that training reads
    /// back; null where they were not searched.
    /// </summary>
    public string? SuspectedLabels =>
        Content.Audit?.LabelErrors is { } errors ? Audit.SuspectedLabelsCsv.Write(errors) : null;

    internal ReportContent Content { get; }

    /// <summary>The same report, held to the bounds of a gates file.</summary>
    public EvaluationReport WithGates(GatesFile gates)
    {
        ArgumentNullException.ThrowIfNull(gates);
        return new(Content with { Gates = GateJudge.Judge(Content, gates.Bounds) });
    }
}
