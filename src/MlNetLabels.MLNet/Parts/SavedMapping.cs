namespace MlNetLabels.MLNet.Parts;

/// <summary>What the mappings of a saved model do: the part is made of the state with the first row, and is the same from then on.</summary>
internal static class SavedMapping
{
    public static Action<TSource, Pieces> Compute<TSource>() where TSource : PartSource
    {
        var bound = new BoundPart();
        return (source, pieces) =>
        {
            var part = bound.Of(source);
            var numbers = new float[part.Length];
            part.Compute(source, numbers);
            pieces.Cut(numbers);
        };
    }

    public static Action<SlicedSource, Pieces> Slice(int index)
    {
        var bound = new BoundPart();
        return (source, pieces) =>
        {
            var vectors = bound.Of(source).Vectors;
            pieces.Cut(source.Numbers.Dense().Slice(vectors.Take(index).Sum(v => v.Length), vectors[index].Length));
        };
    }

    public static Action<SlicedSource, SavedDecision> Decide()
    {
        var bound = new BoundPart();
        return (source, saved) =>
        {
            var decision = new Decision();
            bound.Of(source).Decide(source.Numbers.Dense(), decision);
            (saved.PredictedLabel, saved.PredictedLabels, saved.Verdict, saved.OutOfDomainScore, saved.PValue) =
                (decision.PredictedLabel, decision.PredictedLabels, decision.Verdict, decision.OutOfDomainScore, decision.PValue);
        };
    }

    private sealed class BoundPart
    {
        private readonly Lock _gate = new();
        private Tuple<ReadOnlyMemory<char>, Part>? _bound;

        // The value mapping hands out the same memory row after row, so this compares references and no characters.
        public Part Of(PartSource source)
        {
            if (Volatile.Read(ref _bound) is { } bound && bound.Item1.Equals(source.State)) return bound.Item2;
            lock (_gate)
            {
                if (_bound is null || !_bound.Item1.Equals(source.State)) Volatile.Write(ref _bound, Tuple.Create(source.State, Part.Parse(source.State.ToString())));
                return _bound.Item2;
            }
        }
    }
}
