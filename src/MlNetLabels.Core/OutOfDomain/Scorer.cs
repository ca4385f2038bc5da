using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// What all scores share: one immutable fitted model, published at once, read by any number of threads.
/// </summary>
internal abstract class Scorer<TModel>(string name, ScoreHead head) : IOutOfDomainScorer
    where TModel : class
{
    private volatile TModel? _model;

    public string Name => name;

    public ScoreHead Head => head;

    public bool IsFitted => _model is not null;

    public ScorerState State => ToState(Model);

    private TModel Model =>
        _model
        ?? throw new InvalidOperationException(
            $"The out-of-domain score '{Name}' is not fitted; call Fit or Restore first."
        );

    public void Fit(ScorerTraining training, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        training.ThrowIfInvalid();
        _model = Train(training, cancellation);
    }

    public void Restore(ScorerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Scorer != Name)
            throw new InvalidInputException(
                $"The stored out-of-domain score is '{state.Scorer}' where '{Name}' is due."
            );
        _model = FromState(state);
    }

    public double Score(ScorerRow row)
    {
        var model = Model;
        row.ThrowIfNotFinite();
        return Score(model, row);
    }

    public double[] Score(ScorerInput rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var model = Model;
        rows.ThrowIfRaggedOrNotFinite();
        var scores = new double[rows.Rows];
        ScoreBatch(model, rows, scores, cancellation);
        return scores;
    }

    protected abstract TModel Train(ScorerTraining training, CancellationToken cancellation);

    protected abstract double Score(TModel model, ScorerRow row);

    protected abstract ScorerState ToState(TModel model);

    protected abstract TModel FromState(ScorerState state);

    protected virtual void ScoreBatch(
        TModel model,
        ScorerInput rows,
        double[] scores,
        CancellationToken cancellation
    ) =>
        Parallel.For(
            0,
            rows.Rows,
            new ParallelOptions { CancellationToken = cancellation },
            i => scores[i] = Score(model, rows[i])
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

    protected Matrix Need(Matrix? matrix, string what) =>
        matrix
        ?? throw new ArgumentException($"The out-of-domain score '{Name}' needs the {what} of the training images.");
}
