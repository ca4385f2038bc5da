namespace MlNetLabels.Reports.Text;

/// <summary>Gates in words; every writer says the same.</summary>
internal static class GateText
{
    /// <summary>How many failed; null where there are none.</summary>
    public static string? Outcome(IReadOnlyList<QualityGate>? gates)
    {
        if (gates is not { Count: > 0 })
            return null;
        int failed = gates.Count(x => !x.Passed);
        return (failed, gates.Count) switch
        {
            (0, 1) => "The gate passed.",
            (0, var all) => $"All {all} gates passed.",
            (1, 1) => "The gate failed.",
            var (some, all) => $"{some} of {all} gates failed.",
        };
    }

    /// <summary>The figure found.</summary>
    public static string Figure(QualityGate gate) => Number(gate, gate.Value);

    /// <summary>"at least 0.900".</summary>
    public static string Bound(QualityGate gate) =>
        $"{(gate.IsMinimum ? "at least" : "at most")} {Number(gate, gate.Bound)}"
        + (gate.ByChance is { } chance && chance > gate.Bound ? $" (or {Number(gate, chance)}, chance alone)" : "");

    private static string Number(QualityGate gate, double? value) =>
        gate switch
        {
            { IsCount: true } when value is { } files => Figures.Count((long)files),
            { IsShare: true } => Figures.Percent(value),
            _ => Figures.Number(value),
        };
}
