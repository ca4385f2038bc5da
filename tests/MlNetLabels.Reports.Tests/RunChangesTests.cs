namespace MlNetLabels.Reports.Tests;

/// <summary>The page and the Markdown of what a run changed.</summary>
public sealed class RunChangesTests
{
    private static readonly RunChanges s_changes = new()
    {
        Run = "0002",
        Champion = "0001",
        Decision = "Not promoted: no figure is better.",
        Data = ["3 images added, 0 gone, 1 with other labels."],
        Settings = [new("l2", null, "0.1"), new("data", "\"a|b\"", "\"<b>`\"")],
        Figures =
        [
            new("softmax", "accuracy", true, 0.9, 0.92, -0.01, 0.05, 0.4),
            new("domain", "accepted x|y", false, null, 0.5, null, null, null),
        ],
        Answers =
        [
            new("a/1.png", "data:image/jpeg;base64,AAAA", ["coat"], ["coat"], ["people"]),
            new("a/2.png", null, ["coat"], ["people"], ["coat"]),
            new("<i>.png", null, ["coat"], ["people"], ["<script>"]),
            new("4.png", null, [], [], ["coat", "people"]),
        ],
        Changed = 7,
        Compared = 50,
    };

    [Fact]
    public void ToHtml_SortsAnswersByWhatBecameOfThemAndSaysHowManyAreLeftOut()
    {
        string page = s_changes.ToHtml();

        int wrong = page.IndexOf("Wrong now, right before", StringComparison.Ordinal),
            right = page.IndexOf("Right now, wrong before", StringComparison.Ordinal),
            both = page.IndexOf("Wrong both times", StringComparison.Ordinal);
        Assert.True(0 < wrong && wrong < right && right < both);
        Assert.InRange(page.IndexOf("1.png", StringComparison.Ordinal), wrong, right);
        Assert.InRange(page.IndexOf("4.png", StringComparison.Ordinal), wrong, right);
        Assert.InRange(page.IndexOf("2.png", StringComparison.Ordinal), right, both);
        Assert.Contains("7 of 50 test images", page, StringComparison.Ordinal);
        Assert.Contains("3 more are left out", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_NamesOfFilesAndClasses_AreEncoded()
    {
        string page = s_changes.ToHtml();

        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>.png", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToMarkdown_HoldsDataSettingsAndFigures()
    {
        string text = s_changes.ToMarkdown();

        Assert.StartsWith("# Run 0002 against run 0001\n\nNot promoted", text, StringComparison.Ordinal);
        Assert.Contains("- l2: `not given` became `0.1`\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "| accuracy, softmax head | 90% | 92% | +2.0 points | -1.0 to +5.0 points | no |\n",
            text,
            StringComparison.Ordinal
        );
        // A name's own strokes end no cell.
        Assert.Contains("accepted x\\|y, domain check | – | 50% | –", text, StringComparison.Ordinal);
    }
}
