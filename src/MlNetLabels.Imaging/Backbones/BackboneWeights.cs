namespace MlNetLabels.Backbones;

/// <summary>The GGUF file that a backbone's ONNX file is made of.</summary>
public sealed record BackboneWeights
{
    /// <summary>The npm package that carries it.</summary>
    public required string Package { get; init; }

    /// <summary>Its path inside the package, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>Its SHA-256, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
