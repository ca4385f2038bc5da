using MlNetLabels.Reports.Html;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports;

/// <summary>What a new run changed against the champion: data, settings, figures, and answers on the same test images.</summary>
public sealed record RunChanges
{
    /// <summary>The new run's number.</summary>
    public required string Run { get; init; }

    /// <summary>The champion's number.</summary>
    public required string Champion { get; init; }

    /// <summary>What is not at work in the new run's model, and why: <see cref="Models.Model.SwitchedOff"/>.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>What was decided, and why.</summary>
    public required string Decision { get; init; }

    /// <summary>What changed in the data, a sentence each.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Settings that differ.</summary>
    public required IReadOnlyList<ChangedValue> Settings { get; init; }

    /// <summary>The champion (A) and the new run (B) on the same images.</summary>
    public required IReadOnlyList<ComparedFigure> Figures { get; init; }

    /// <summary>Test images whose answer changed, those first that are wrong now; as many as have room.</summary>
    public required IReadOnlyList<ChangedAnswer> Answers { get; init; }

    /// <summary>Test images whose answer changed, with those that have no room.</summary>
    public required int Changed { get; init; }

    /// <summary>Test images that both answered.</summary>
    public required int Compared { get; init; }

    /// <summary>One page of HTML that opens offline.</summary>
    public string ToHtml() => ChangesPage.Render(this);

    /// <summary>The same in short, as Markdown without pictures.</summary>
    public string ToMarkdown() => ChangesMarkdown.Write(this);
}

/// <summary>A setting that differs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">What it was; null for nothing.</param>
/// <param name="After">What it is; null for nothing.</param>
public sealed record ChangedValue(string Name, string? Before, string? After);

/// <summary>A test image that is answered otherwise than before.</summary>
/// <param name="File">The image.</param>
/// <param name="Picture">A small copy as a data URI; null for none.</param>
/// <param name="Truth">What it shows.</param>
/// <param name="Before">The champion's answer.</param>
/// <param name="After">The new run's.</param>
public sealed record ChangedAnswer(
    string File,
    string? Picture,
    IReadOnlyList<string> Truth,
    IReadOnlyList<string> Before,
    IReadOnlyList<string> After
)
{
    /// <summary>Whether the champion's answer is what it shows.</summary>
    public bool WasRight => Before.ToHashSet().SetEquals(Truth);

    /// <summary>Whether the new run's is.</summary>
    public bool IsRight => After.ToHashSet().SetEquals(Truth);
}
