using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetLabels.MLNet.Parts;

/// <summary>A constant, by which ML.NET's value mapping finds the state in every row.</summary>
internal sealed class StateKey
{
    public const string Column = "mlnetlabels.statekey", Value = "state";

    [ColumnName(Column)]
    public string Key = Value;
}

/// <summary>The numbers of a row, to be sliced and read.</summary>
internal sealed class SlicedSource : PartSource
{
    public const string NumbersColumn = "mlnetlabels.numbers";

    [ColumnName(NumbersColumn)]
    public VBuffer<float> Numbers;
}

/// <summary><see cref="Decision"/> under names that are no user's.</summary>
internal sealed class SavedDecision
{
    public const string Prefix = "mlnetlabels.";

    public static string[] Columns { get; } = [.. new[] { nameof(Decision.PredictedLabel), nameof(Decision.PredictedLabels), nameof(Decision.Verdict), nameof(Decision.OutOfDomainScore), nameof(Decision.PValue) }.Select(c => Prefix + c)];

    [ColumnName(Prefix + nameof(Decision.PredictedLabel))] public string PredictedLabel = "";
    [ColumnName(Prefix + nameof(Decision.PredictedLabels))] public string[] PredictedLabels = [];
    [ColumnName(Prefix + nameof(Decision.Verdict))] public string Verdict = "";
    [ColumnName(Prefix + nameof(Decision.OutOfDomainScore))] public float OutOfDomainScore;
    [ColumnName(Prefix + nameof(Decision.PValue))] public float PValue;
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class StateKeyFactory : CustomMappingFactory<Nothing, StateKey>
{
    public const string Contract = "MlNetLabels.StateKey";

    public override Action<Nothing, StateKey> GetMapping() => (_, key) => key.Key = StateKey.Value;
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class ComputePathFactory : CustomMappingFactory<PathSource, Pieces>
{
    public const string Contract = "MlNetLabels.ComputePath";

    public override Action<PathSource, Pieces> GetMapping() => SavedMapping.Compute<PathSource>();
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class ComputeBytesFactory : CustomMappingFactory<BytesSource, Pieces>
{
    public const string Contract = "MlNetLabels.ComputeBytes";

    public override Action<BytesSource, Pieces> GetMapping() => SavedMapping.Compute<BytesSource>();
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class ComputeFeaturesFactory : CustomMappingFactory<FeaturesSource, Pieces>
{
    public const string Contract = "MlNetLabels.ComputeFeatures";

    public override Action<FeaturesSource, Pieces> GetMapping() => SavedMapping.Compute<FeaturesSource>();
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class FirstSliceFactory : CustomMappingFactory<SlicedSource, Pieces>
{
    public const string Contract = "MlNetLabels.FirstSlice";

    public override Action<SlicedSource, Pieces> GetMapping() => SavedMapping.Slice(0);
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class SecondSliceFactory : CustomMappingFactory<SlicedSource, Pieces>
{
    public const string Contract = "MlNetLabels.SecondSlice";

    public override Action<SlicedSource, Pieces> GetMapping() => SavedMapping.Slice(1);
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class DecideFactory : CustomMappingFactory<SlicedSource, SavedDecision>
{
    public const string Contract = "MlNetLabels.Decide";

    public override Action<SlicedSource, SavedDecision> GetMapping() => SavedMapping.Decide();
}
