namespace MlNetLabels.OutOfDomain;

/// <summary>
/// A score of one head's logits alone. All it fits is their number, so that logits of another head are noticed.
/// </summary>
internal abstract class LogitScorer(string name, ScoreHead head, string description)
    : Scorer<LogitScorer.Width>(name, head, description)
{
    internal sealed record Width(int Logits);

    protected abstract double Score(ReadOnlySpan<float> logits);

    protected override Width Train(ScorerTraining training, CancellationToken cancellationToken)
    {
        var logits =
            Head == ScoreHead.Softmax
                ? Need(training.Input.SoftmaxLogits, "softmax logits")
                : Need(training.Input.LabelLogits, "label logits");
        return logits.Columns > 0
            ? new Width(logits.Columns)
            : throw new ArgumentException($"'{Name}' was given logits without columns.");
    }

    protected override double Score(Width fitted, ScorerRow row)
    {
        var logits = Head == ScoreHead.Softmax ? row.SoftmaxLogits : row.LabelLogits;
        ThrowIfWidth(logits, fitted.Logits, Head == ScoreHead.Softmax ? "softmax logits" : "label logits");
        return Score(logits);
    }

    protected override ScorerState ToState(Width fitted) =>
        NewState(new Dictionary<string, double> { ["logits"] = fitted.Logits });

    protected override Width FromState(ScorerState state) => new(state.Count("logits"));
}
