using MlNetLabels.Data;
using MlNetLabels.Images;

namespace MlNetLabels.MLNet.Data;

/// <summary>A row of a dataset as ML.NET reads it, property by property, and only those that are asked for.</summary>
internal sealed class DatasetRow(ImageRow row, Split? split)
{
    public string ImagePath => row.Path;

    public byte[] Image => ImageLoader.ReadFile(row.Path, ImageOptions.Default);

    /// <summary>The class's index; beyond all, which becomes ML.NET's missing key, for a known negative.</summary>
    public uint Label
    {
        get
        {
            for (int k = 0; k < row.Labels.Count; k++)
                if (row.Labels[k] == LabelState.Present)
                    return (uint)k;
            return uint.MaxValue;
        }
    }

    public float[] Labels => [.. row.Labels.Select(state => state == LabelState.Unknown ? float.NaN : (float)state)];

    public bool[] Known => [.. row.Labels.Select(state => state != LabelState.Unknown)];

    public float Weight => (float)row.Weight;

    public string Split => split?.ToString() ?? "";

    public string Group => row.Group ?? "";
}
