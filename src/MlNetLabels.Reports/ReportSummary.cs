namespace MlNetLabels.Reports;

/// <summary>What a report comes to, in plain words: every writer says the same.</summary>
/// <param name="Usability">Whether the model can be used.</param>
/// <param name="Headline">The same as a sentence, with the one or two reasons that decide.</param>
/// <param name="NextStep">What to do next.</param>
/// <param name="SwitchedOff">What does not work in this model and why: the domain check, a calibration.</param>
/// <param name="Points">What it rests on, most important first.</param>
public sealed record ReportSummary(
    Usability Usability,
    string Headline,
    string NextStep,
    IReadOnlyList<string> SwitchedOff,
    IReadOnlyList<string> Points
);
