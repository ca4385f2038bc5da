namespace MlNetLabels.Onnx;

/// <summary>Where an exported graph starts.</summary>
public enum OnnxInput
{
    /// <summary>At the backbone's prepared tensor: float32 N x 3 x H x W, (pixel / 255 - mean) / std.</summary>
    Tensor,

    /// <summary>
    /// At decoded, upright pixels without alpha, of any size: uint8 N x height x width x 3, R, G, B. They are resized
    /// in the graph.
    /// </summary>
    Image,

    /// <summary>At the embedding, without the backbone: float32 N x dimension.</summary>
    Embedding,
}

/// <summary>How a model is exported.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>Where the graph starts; <see cref="OnnxInput.Tensor"/> by default.</summary>
    public OnnxInput Input { get; init; }

    /// <summary>Another share of in-domain images to reject than the model was trained with; null keeps it.</summary>
    public double? RejectRate { get; init; }
}
