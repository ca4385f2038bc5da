namespace MlNetLabels.Models;

/// <summary>What a bundle must be to be whole; null in bundles of 0.2 and older.</summary>
/// <param name="WeightsSha256">Of <c>weights.safetensors</c>, in lower-case hexadecimal digits.</param>
/// <param name="ManifestSha256">Of <c>manifest.json</c> with zeros for these digits.</param>
internal sealed record ManifestIntegrity(string WeightsSha256, string ManifestSha256);
