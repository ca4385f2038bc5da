namespace MlNetLabels.Metrics;

/// <summary>
/// Collects why metrics are null, by camelCase name; per-class and per-label ones as <c>perClass[2].recall</c>.
/// </summary>
internal sealed class UndefinedMetrics
{
    private readonly SortedDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <summary>Passes a value through and keeps the reason where there is none.</summary>
    public double? Note(string name, double? value, string reason)
    {
        if (value is null)
            _reasons[name] = reason;
        return value;
    }
}
