using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// What all scores share: one immutable fitted model, published at once, read by any number of threads.
/// </summary>
/// <typeparam name="TFitted">What the score learns from training images.</typeparam>
/// <param name="name">The score's name in reports, on the command line and in bundles.</param>
/// <param name="head">What the score reads.</param>
/// <param name="description">What goes up where an image is further out, in words.</param>
internal abstract class Scorer<TFitted>(string name, ScoreHead head, string description) : IOutOfDomainScorer
    where TFitted : class
{
    private volatile TFitted? _fitted;

    public string Name => name;

    public string Description => description;

    public virtual int MaxTrainingRows => int.MaxValue;

    public virtual bool IsCostly => false;

    public ScoreHead Head => head;

    public bool IsFitted => _fitted is not null;

    public ScorerState State => ToState(Fitted);

    private TFitted Fitted =>
        _fitted
        ?? throw new InvalidOperationException(
            $"The out-of-domain score '{Name}' is not fitted; call Fit or Restore first."
        );

    public void Fit(ScorerTraining training, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.ThrowIfInvalid();
        _fitted = Train(training, cancellationToken);
    }

    public void Restore(ScorerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Scorer != Name)
            throw new InvalidInputException(
                $"The stored out-of-domain score is '{state.Scorer}' where '{Name}' is due."
            );
        _fitted = FromState(state);
    }

    public double Score(ScorerRow row)
    {
        var fitted = Fitted;
        row.ThrowIfNotFinite();
        return Score(fitted, row);
    }

    public double[] Score(ScorerInput rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var fitted = Fitted;
        rows.ThrowIfRaggedOrNotFinite();
        var scores = new double[rows.Rows];
        ScoreBatch(fitted, rows, scores, cancellationToken);
        return scores;
    }

    protected abstract TFitted Train(ScorerTraining training, CancellationToken cancellationToken);

    protected abstract double Score(TFitted fitted, ScorerRow row);

    protected abstract ScorerState ToState(TFitted fitted);

    protected abstract TFitted FromState(ScorerState state);

    protected virtual void ScoreBatch(
        TFitted fitted,
        ScorerInput rows,
        double[] scores,
        CancellationToken cancellationToken
    ) =>
        Parallel.For(
            0,
            rows.Rows,
            new ParallelOptions { CancellationToken = cancellationToken },
            i => scores[i] = Score(fitted, rows[i])
        );

    protected ScorerState NewState(
        IReadOnlyDictionary<string, double> numbers,
        params ReadOnlySpan<(string Name, int[] Shape, ReadOnlyMemory<float> Values)> tensors
    )
    {
        var byName = new Dictionary<string, StateTensor>();
        foreach (var (tensor, shape, values) in tensors)
            byName.Add(tensor, new StateTensor(shape, values));
        return new ScorerState
        {
            Scorer = Name,
            Numbers = numbers,
            Tensors = byName,
        };
    }

    protected void ThrowIfWidth(ReadOnlySpan<float> values, int width, string what)
    {
        if (values.Length != width)
            throw new ArgumentException($"'{Name}' was fitted on {width} {what} but was given {values.Length}.");
    }

    protected IRows Need(IRows? raw) =>
        raw
        ?? throw new ArgumentException(
            $"The out-of-domain score '{Name}' needs embeddings as the backbone gives them."
        );

    protected Matrix Need(Matrix? matrix, string what) =>
        matrix
        ?? throw new ArgumentException($"The out-of-domain score '{Name}' needs the {what} of the training images.");
}
