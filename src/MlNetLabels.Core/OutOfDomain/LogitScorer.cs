namespace MlNetLabels.OutOfDomain;

/// <summary>
/// A score of one head's logits alone. All it fits is their number, so that logits of another head are noticed.
/// </summary>
internal abstract class LogitScorer(string name, ScoreHead head) : Scorer<LogitScorer.Width>(name, head)
{
    internal sealed record Width(int Logits);

    protected abstract double Score(ReadOnlySpan<float> logits);

    protected override Width Train(ScorerTraining training, CancellationToken cancellation)
    {
        var logits =
            Head == ScoreHead.Softmax
                ? Need(training.Input.SoftmaxLogits, "softmax logits")
                : Need(training.Input.LabelLogits, "label logits");
        return logits.Columns > 0
            ? new Width(logits.Columns)
            : throw new ArgumentException($"'{Name}' was given logits without columns.");
    }

    protected override double Score(Width model, ScorerRow row)
    {
        var logits = Head == ScoreHead.Softmax ? row.SoftmaxLogits : row.LabelLogits;
        ThrowIfWidth(logits, model.Logits, Head == ScoreHead.Softmax ? "softmax logits" : "label logits");
        return Score(logits);
    }

    protected override ScorerState ToState(Width model) =>
        NewState(new Dictionary<string, double> { ["logits"] = model.Logits });

    protected override Width FromState(ScorerState state) => new(state.Count("logits"));
}
