using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Backbones;

/// <summary>
/// Makes a card's ONNX file from its weights once and keeps it: beside the card, or in the user's cache folder where
/// that cannot be written, or only in memory where neither can. The file ends with a seal: importer, weights, card, and
/// the hash of what stands before it; a file whose seal is another or broken is made again. Processes that do so at the
/// same time write the same bytes.
/// </summary>
internal static class BackboneImport
{
    private const string Origin = "mlnetlabels.import";

    /// <summary>A card's ONNX file, made now where there is none, and where it lies.</summary>
    public static (byte[] Bytes, string Path) Read(BackboneCard card, string cardPath, BackboneOptions options)
    {
        string beside = Path.Combine(Path.GetDirectoryName(cardPath)!, card.Onnx);
        if (card.Weights is not { } weights)
            return (FileBytes.Read(beside), beside);

        string[] places = BackboneStore.CacheFolder(options) is { } cache
            ? [beside, Path.Combine(cache, card.Onnx)]
            : [beside];
        string stamp = Stamp(card, weights);
        foreach (string place in places)
            if (TryRead(place) is { } found && IsSound(found, stamp))
                return (found, place);

        byte[] made = Make(card, weights, cardPath, stamp);
        return (made, places.FirstOrDefault(x => TryWrite(x, made)) ?? beside);
    }

    private static byte[] Make(BackboneCard card, BackboneWeights weights, string cardPath, string stamp)
    {
        string path = BackboneStore.FindWeights(weights, cardPath);
        byte[] content = FileBytes.Read(path);
        string found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (!found.Equals(weights.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException(
                path,
                null,
                $"the SHA-256 is {found}, but {cardPath} says {weights.Sha256}. Fetch the file again."
            );
        byte[] model = MobileNetV3Small.ToOnnx(GgufFile.Parse(content, path), card).ToByteArray();
        return [.. model, .. Seal(model, stamp)];
    }

    private static bool IsSound(ReadOnlySpan<byte> bytes, string stamp)
    {
        int model = bytes.Length - Seal([], stamp).Length;
        return model > 0 && bytes[model..].SequenceEqual(Seal(bytes[..model], stamp));
    }

    // Protobuf joins messages that follow one another, so this is the model's metadata, and is found at the end without
    // parsing.
    private static byte[] Seal(ReadOnlySpan<byte> model, string stamp)
    {
        string value = $"{stamp}, content {Convert.ToHexStringLower(SHA256.HashData(model))}";
        return new ModelProto
        {
            MetadataProps =
            {
                new StringStringEntryProto { Key = Origin, Value = value },
            },
        }.ToByteArray();
    }

    // Only what shapes the graph: a card that is worded anew keeps its backbone's hash.
    private static string Stamp(BackboneCard card, BackboneWeights weights)
    {
        string facts = string.Join(
            '\n',
            card.Input,
            card.Output,
            card.Dimension,
            card.Preprocessing.Width,
            card.Preprocessing.Height
        );
        string about = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)));
        return $"importer {MobileNetV3Small.ImporterVersion}, weights {weights.Sha256.ToLowerInvariant()}, card {about}";
    }

    private static byte[]? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryWrite(string path, byte[] content)
    {
        string temporary = $"{path}.{Guid.NewGuid():n}.tmp.onnx";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception left) when (left is IOException or UnauthorizedAccessException)
            { /* the folder takes no deletion either */
            }
            return false;
        }
    }
}
