namespace MlNetLabels.MLNet.Embedding;

/// <summary>What a column of images holds.</summary>
internal enum ImageColumnKind
{
    /// <summary>Paths of image files.</summary>
    Path,

    /// <summary>Bytes of image files.</summary>
    Bytes,

    /// <summary>Images that ML.NET decoded.</summary>
    Pixels,
}
