using System.Security.Cryptography;
using MlNetLabels.Data;

namespace MlNetLabels.Onnx;

/// <summary>An exported model: the bytes of an ONNX file and what it says of itself.</summary>
public sealed class OnnxExport
{
    internal OnnxExport(byte[] bytes, OnnxDescription description) =>
        (Onnx, Description) = (
            bytes,
            (description with { OnnxSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }).ToJson()
        );

    /// <summary>The ONNX file.</summary>
    public ReadOnlyMemory<byte> Onnx { get; }

    /// <summary>
    /// Inputs, outputs, names, thresholds, preprocessing, versions and hashes as JSON, for people; the ONNX file holds
    /// the same as metadata, one entry a member.
    /// </summary>
    public string Description { get; }

    /// <summary>
    /// Where the description of an ONNX file lies: its whole name and .json, since embeddings and backbone cards go by
    /// the name alone.
    /// </summary>
    public static string DescriptionPath(string onnx) => onnx + ".json";

    /// <summary>
    /// Writes the ONNX file and, beside it under its name and .json, its description; both whole or none.
    /// </summary>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var files = new OutputFiles();
        files.Add(DescriptionPath(path), Description);
        files.Add(path, stream => stream.Write(Onnx.Span));
        files.Complete();
    }
}
