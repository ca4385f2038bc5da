namespace MlNetLabels.Reports;

/// <summary>The same fact for each head; null where a head does not apply.</summary>
internal sealed record PerHead<T>
    where T : class
{
    /// <summary>The softmax head: one class, probabilities sum to one.</summary>
    public T? Softmax { get; init; }

    /// <summary>The label heads: none, one or many labels, each probability on its own.</summary>
    public T? Labels { get; init; }

    /// <summary>The heads that apply, softmax first, with the name they have in JSON.</summary>
    internal IEnumerable<(string Head, T Value)> Present()
    {
        if (Softmax is not null)
            yield return (HeadNames.Softmax, Softmax);
        if (Labels is not null)
            yield return (HeadNames.Labels, Labels);
    }
}
