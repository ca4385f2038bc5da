namespace MlNetLabels.MLNet.Parts;

/// <summary>What a part decides about a row; the columns of a saved model are named after the members.</summary>
internal class Decision
{
    /// <summary>The class's name.</summary>
    public string PredictedLabel = "";

    /// <summary>Names of the labels that apply.</summary>
    public string[] PredictedLabels = [];

    /// <summary>The verdict, as <see cref="Models.Verdict"/> names it.</summary>
    public string Verdict = "";

    /// <summary>The out-of-domain score; larger is further out.</summary>
    public float OutOfDomainScore;

    /// <summary>The share of in-domain images that lie as far out.</summary>
    public float PValue;
}

/// <summary>All that a part gives while it is not saved.</summary>
internal sealed class PartResult : Decision
{
    public float[] First = [];

    public float[] Second = [];

    /// <summary>The class's index; ML.NET counts keys of a class's members from 0, those of a data view from 1.</summary>
    public uint Key;
}
