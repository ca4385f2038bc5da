using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Models;

/// <summary>
/// A bundle's <c>manifest.json</c>: what the model knows of itself, sealed by hashes of the weights and of itself, so
/// that weights never meet another run's thresholds. The hashes tell accidents, not malice: who changes a bundle on
/// purpose can write them anew.
/// </summary>
internal static class ManifestFile
{
    private const string WhatToDo = "Train the model again or restore it from a backup.";

    // Numbers and names of a model of a million images are some millions; a document of more is none of ours.
    private const int FreeTokens = 100_000,
        BytesPerToken = 4;

    // Stands where the hash over everything else will.
    private static readonly string Unsealed = new('0', 2 * SHA256.HashSizeInBytes);

    public static byte[] Write(ModelManifest manifest, ReadOnlySpan<byte> weights)
    {
        var integrity = new ManifestIntegrity(Convert.ToHexStringLower(SHA256.HashData(weights)), Unsealed);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            manifest with
            {
                Integrity = integrity,
            },
            ModelJson.Unescaped.ModelManifest
        );
        Seal(json, Convert.ToHexStringLower(SHA256.HashData(json)), Unsealed);
        return json;
    }

    /// <exception cref="InvalidInputException">It is damaged, or of another version.</exception>
    public static ModelManifest Read(byte[] json, string path)
    {
        try
        {
            int schema = SchemaOf(json);
            InputJson.Check(json);
            if (schema != ModelManifest.CurrentSchema)
                throw new InvalidInputException(
                    path,
                    null,
                    $"the bundle has format version {schema}, but this version reads {ModelManifest.CurrentSchema}. "
                        + $"Use the MlNetLabels that wrote it, or train again."
                );
            var manifest = JsonSerializer.Deserialize(json, ModelJson.Default.ModelManifest)!;
            if (manifest.Integrity is { } integrity)
                CheckSeal(json, integrity.ManifestSha256);
            ManifestChecks.Run(manifest);
            return manifest;
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or NotSupportedException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or InvalidInputException { File: null }
            )
        {
            throw new InvalidInputException(
                path,
                null,
                $"the manifest is damaged ({InputJson.Reason(error).TrimEnd('.')}). {WhatToDo}",
                error
            );
        }
    }

    /// <summary>Makes sure that the weights are those that the manifest was written with.</summary>
    /// <exception cref="InvalidInputException">They are another model's.</exception>
    public static void CheckWeights(ModelManifest manifest, ReadOnlySpan<byte> weights, string path)
    {
        if (
            manifest.Integrity is { } integrity
            && integrity.WeightsSha256 != Convert.ToHexStringLower(SHA256.HashData(weights))
        )
            throw new InvalidInputException(
                path,
                null,
                $"the weights are not those that the manifest was written with: temperature, thresholds and cut are "
                    + $"another model's. {WhatToDo}"
            );
    }

    private static void CheckSeal(byte[] json, string seal)
    {
        byte[] unsealed = [.. json];
        if (!Seal(unsealed, Unsealed, seal) || Convert.ToHexStringLower(SHA256.HashData(unsealed)) != seal)
            throw new InvalidInputException("it was changed after it was written");
    }

    // The seal stands last.
    private static bool Seal(byte[] json, string seal, string old)
    {
        int at = json.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(old));
        if (at < 0 || old.Length != seal.Length)
            return false;
        Encoding.ASCII.GetBytes(seal, json.AsSpan(at));
        return true;
    }

    // One pass before anything is made of it: its size, its version, and null in lists, which the serializer lets pass.
    private static int SchemaOf(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        int schema = 0,
            tokens = 0,
            most = FreeTokens + json.Length / BytesPerToken;
        var inList = new Stack<bool>();
        while (reader.Read())
        {
            if (++tokens > most)
                throw new JsonException("it holds more values than a model has");
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    inList.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    inList.Pop();
                    break;
                case JsonTokenType.Null when inList.TryPeek(out bool list) && list:
                    throw new JsonException("a list holds null");
                case JsonTokenType.PropertyName when inList.Count == 1 && reader.ValueTextEquals("schemaVersion"):
                    reader.Read();
                    tokens++;
                    schema =
                        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value)
                            ? value
                            : throw new JsonException("schemaVersion is no whole number");
                    break;
            }
        }
        return schema;
    }
}
