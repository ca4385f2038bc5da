namespace MlNetLabels.Models;

/// <summary>What a bundle's file holds, read and checked, before a model is made of it.</summary>
internal sealed record BundleParts(byte[] Json, ModelManifest Manifest, byte[] Weights, BundleSignature? Signature);
