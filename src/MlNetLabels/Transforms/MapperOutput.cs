using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Transforms;

/// <summary>
/// What a <see cref="RowMapper"/> computes for a row. While a saved model works, the members are columns under names
/// that are no user's.
/// </summary>
internal sealed class MapperOutput
{
    public const string Prefix = "mlnetlabels.";

    /// <summary>The first vector column.</summary>
    [ColumnName(Prefix + nameof(First))]
    public float[] First = [];

    /// <summary>The second, where there is one.</summary>
    [ColumnName(Prefix + nameof(Second))]
    public float[] Second = [];

    /// <summary>
    /// The predicted class's index; ML.NET counts keys of a class's members from 0, those of a data view from 1.
    /// </summary>
    [ColumnName(Prefix + nameof(Class))]
    public uint Class;

    /// <summary>Its name; set for saved models only, whose keys ML.NET makes of names.</summary>
    [ColumnName(Prefix + nameof(PredictedLabel))]
    public string PredictedLabel = "";

    /// <summary>Names of the labels that apply.</summary>
    [ColumnName(Prefix + nameof(PredictedLabels))]
    public string[] PredictedLabels = [];

    /// <summary>The verdict, as <see cref="Models.Verdict"/> names it.</summary>
    [ColumnName(Prefix + nameof(Verdict))]
    public string Verdict = "";

    /// <summary>The out-of-domain score; larger is further out.</summary>
    [ColumnName(Prefix + nameof(OutOfDomainScore))]
    public float OutOfDomainScore;

    /// <summary>The share of in-domain images that lie as far out.</summary>
    [ColumnName(Prefix + nameof(PValue))]
    public float PValue;

    /// <summary>The member of a vector column.</summary>
    public static string Vector(int index) => index == 0 ? nameof(First) : nameof(Second);

    /// <summary>All columns.</summary>
    public static string[] Columns { get; } =
    [.. typeof(MapperOutput).GetFields().Where(f => !f.IsStatic).Select(f => Prefix + f.Name)];
}
