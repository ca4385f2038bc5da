namespace MlNetLabels.Reports.Gates;

/// <summary>One line of a gates file.</summary>
/// <param name="Key">Its name, one of <see cref="GateDefinition.All"/>.</param>
/// <param name="Bound">The bound: a share from 0 to 1, or a count of files.</param>
/// <param name="IsShareOfFiles">Whether a bound on files was given as a share such as "5%".</param>
internal sealed record GateBound(string Key, double Bound, bool IsShareOfFiles = false);
