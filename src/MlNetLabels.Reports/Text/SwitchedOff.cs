namespace MlNetLabels.Reports.Text;

/// <summary>What a reader would take to be at work and is not. It is said before everything else.</summary>
internal static class SwitchedOff
{
    /// <summary>What brings the domain check back.</summary>
    public const string Advice =
        "Add images, or groups of them, until the domain check can set its cut, then train again.";

    private const string SomeOff = "Prediction sets of classes are OFF for ";

    private const string OnPurpose = "with an unsure rate of 0.";

    /// <summary>Whether the model rejects no image, since too few images were held out to set a cut.</summary>
    public static bool IsDomainCheckOff(ReportContent report) => report.DomainCheck is { IsOn: false };

    /// <summary>One sentence per thing that is off, as the model says it.</summary>
    public static IEnumerable<string> Describe(ReportContent report) => report.Model.SwitchedOff ?? OfOlder(report);

    /// <summary>What else is off, as part of a sentence; null for nothing.</summary>
    public static string? BesideDomainCheck(ReportContent report) =>
        Describe(report)
            // What somebody did without on purpose is no objection.
            .Where(x => !x.EndsWith(OnPurpose, StringComparison.Ordinal))
            .Select(Beginning)
            .Where(x => !x.StartsWith("the domain check", StringComparison.Ordinal))
            .ToArray()
            is [_, ..] off
            ? string.Join(" and ", off)
            : null;

    // Without the reason: "the check for new classes is off". What is named comes before "NOT" and after "OFF" and "NO".
    private static string Beginning(string sentence)
    {
        int no = sentence.IndexOf(" NO label head", StringComparison.Ordinal);
        if (no >= 0)
            return "there "
                + (sentence[no - 1] == 's' ? "is" : "are")
                + " no"
                + sentence[(no + " NO".Length)..].Split([": ", ". "], 2, StringSplitOptions.None)[0];
        int end = sentence.LastIndexOf(" NOT calibrated", StringComparison.Ordinal);
        string state = " not calibrated";
        if (end < 0)
        {
            end = sentence.IndexOf(" OFF", StringComparison.Ordinal);
            state = " off" + Scope(sentence);
        }
        return char.ToLowerInvariant(sentence[0]) + sentence[1..Math.Max(1, end)] + state;
    }

    // " for 'a'", where it is off for some classes alone.
    private static string Scope(string sentence)
    {
        int start = sentence.IndexOf(SomeOff, StringComparison.Ordinal),
            end = sentence.IndexOf(": every set holds", StringComparison.Ordinal);
        return start == 0 && end > 0 ? sentence[(SomeOff.Length - " for ".Length)..end] : "";
    }

    // Reports of 0.5 and older say it in their parts.
    private static IEnumerable<string> OfOlder(ReportContent report)
    {
        if (report.DomainCheck is { IsOn: false } check)
            yield return $"The domain check is OFF: {Why(check)}";
        foreach (var (head, calibration) in report.Model.Calibration?.Present() ?? [])
            if (calibration.NotFitted is { } reason)
                yield return $"The probabilities of the {HeadNames.InWords(head)} are NOT calibrated: {reason}.";
    }

    /// <summary>A sentence that says itself that nothing is rejected, and why.</summary>
    public static string Why(DomainCheckReport check) =>
        check.Warning ?? "no image is ever rejected, as too few were held out to set its cut.";
}
