using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The <c>*.mlabels</c> file: a zip of <c>manifest.json</c> and <c>weights.safetensors</c>. Reading runs no code and
/// checks every size.
/// </summary>
internal static class ModelBundle
{
    private const string ManifestName = "manifest.json",
        WeightsName = "weights.safetensors",
        DomainPrefix = "domain.";

    // A million fingerprints take 11 MB; kNN over a million training images takes 2.3 GB and does not fit a bundle.
    private const long MaxManifest = 256L << 20,
        MaxWeights = 2L << 30;

    // What one array holds.
    private const long MaxStream = 0x7FFFFFC7;

    public static void Write(string path, Model model) => AtomicFile.Write(path, stream => Write(stream, model));

    public static void Write(Stream stream, Model model)
    {
        var tensors = new Dictionary<string, StateTensor>
        {
            ["standardizer.mean"] = new([model.Standardizer.Dimension], model.Standardizer.Mean.ToArray()),
            ["standardizer.std"] = new([model.Standardizer.Dimension], model.Standardizer.Std),
        };
        Add(tensors, "softmax", model.SoftmaxLayer);
        Add(tensors, "labels", model.LabelLayer);
        Add(tensors, "labelsWithoutNegatives", model.LabelLayerWithoutNegatives);
        foreach (var (name, tensor) in model.Domain.Tensors)
            tensors.Add(DomainPrefix + name, tensor);

        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        using (var entry = zip.CreateEntry(ManifestName, CompressionLevel.Optimal).Open())
            JsonSerializer.Serialize(entry, model.Manifest, ModelJson.Unescaped.ModelManifest);
        using (var entry = zip.CreateEntry(WeightsName, CompressionLevel.NoCompression).Open())
            entry.Write(Safetensors.Write(tensors));
    }

    public static Model Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, null, $"cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Reads what is left of a stream, which stays open.</summary>
    /// <param name="stream">The bundle.</param>
    /// <param name="limit">Most bytes that a bundle may have, since one that cannot seek is taken whole.</param>
    public static Model Read(Stream stream, long limit = MaxStream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string name = (stream as FileStream)?.Name ?? "the model's stream";
        if (stream.CanSeek && stream.Length - stream.Position > limit)
            throw TooLarge(name, limit);
        // A zip's places count from the start of the stream.
        if (stream.CanSeek && stream.Position == 0)
            return Read(stream, name);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0; content.Write(buffer, 0, read))
            if (content.Length + read > limit)
                throw TooLarge(name, limit);
        content.Position = 0;
        return Read(content, name);
    }

    private static InvalidInputException TooLarge(string name, long limit) =>
        new(name, null, $"there are more than {limit} bytes, the most that a model bundle may have here.");

    /// <param name="stream">The bundle.</param>
    /// <param name="path">What messages call it.</param>
    public static Model Read(Stream stream, string path)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var manifest = ReadManifest(ReadEntry(zip, ManifestName, MaxManifest, path), path);
            var tensors = Safetensors.Read(ReadEntry(zip, WeightsName, MaxWeights, path), path);
            return Build(manifest, tensors, path);
        }
        catch (InvalidInputException error) when (error.File is null)
        {
            throw new InvalidInputException(path, null, error.Message, error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException(
                path,
                null,
                $"this is not a model bundle, or it is damaged ({error.Message}). Train the model again or restore it from a backup.",
                error
            );
        }
    }

    private static byte[] ReadEntry(ZipArchive zip, string name, long limit, string path)
    {
        var entry =
            zip.GetEntry(name)
            ?? throw new InvalidInputException(path, null, $"this is not a model bundle: it holds no {name}.");
        if (entry.Length > limit)
            throw new InvalidInputException(
                path,
                null,
                $"{name} claims {entry.Length} bytes, above the limit of {limit}."
            );
        using var stream = entry.Open();
        // Room for what is really there: the claimed length alone may be a lie.
        using var content = new MemoryStream((int)Math.Min(entry.Length, entry.CompressedLength));
        var buffer = new byte[81920];
        for (int read; content.Length <= entry.Length && (read = stream.Read(buffer)) > 0; )
            content.Write(buffer, 0, read);
        byte[] bytes = content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
        if (bytes.Length != entry.Length || Crc32.HashToUInt32(bytes) != entry.Crc32)
            throw new InvalidInputException(
                path,
                null,
                $"{name} is damaged: its length or checksum is not the stored one. Train the model again or restore it from a backup."
            );
        return bytes;
    }

    private static ModelManifest ReadManifest(byte[] json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            int schema = document.RootElement.TryGetProperty("schemaVersion", out var version) ? version.GetInt32() : 0;
            if (schema != ModelManifest.CurrentSchema)
                throw new InvalidInputException(
                    path,
                    null,
                    $"the bundle has format version {schema}, but this version reads {ModelManifest.CurrentSchema}. "
                        + $"Use the MlNetLabels that wrote it, or train again."
                );
            if (ListsNull(document.RootElement))
                throw new JsonException("a list holds null");
            return document.Deserialize(ModelJson.Default.ModelManifest)!;
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
                $"the manifest is damaged ({error.Message}). Train the model again or restore it from a backup.",
                error
            );
        }
    }

    // The serializer refuses null for members, but not for elements of lists.
    private static bool ListsNull(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().Any(x => x.ValueKind == JsonValueKind.Null || ListsNull(x)),
            JsonValueKind.Object => element.EnumerateObject().Any(x => ListsNull(x.Value)),
            _ => false,
        };

    private static Model Build(ModelManifest manifest, IReadOnlyDictionary<string, StateTensor> tensors, string path)
    {
        int dimension = manifest.Backbone.Dimension;
        try
        {
            var standardizer = new Standardizer(
                Tensor(tensors, "standardizer.mean", path, dimension).Span,
                Tensor(tensors, "standardizer.std", path, dimension).Span
            );
            var softmax = manifest.Softmax is { } s
                ? Layer(tensors, "softmax", s.Classes.Count, dimension, path)
                : null;
            var labels = manifest.Labels is { } l ? Layer(tensors, "labels", l.Names.Count, dimension, path) : null;
            var without = manifest.LabelsWithoutNegatives is { } w
                ? Layer(tensors, "labelsWithoutNegatives", w.Names.Count, dimension, path)
                : null;
            foreach (var heads in new[] { manifest.Labels, manifest.LabelsWithoutNegatives }.OfType<LabelsManifest>())
                if (heads.Thresholds.Count != heads.Names.Count || heads.Calibration.Count != heads.Names.Count)
                    throw new InvalidInputException(
                        path,
                        null,
                        $"the manifest has {heads.Names.Count} labels but {heads.Thresholds.Count} thresholds and "
                            + $"{heads.Calibration.Count} calibrations."
                    );
            var scores = tensors
                .Where(t => t.Key.StartsWith(DomainPrefix, StringComparison.Ordinal))
                .ToDictionary(t => t.Key[DomainPrefix.Length..], t => t.Value);
            return new Model(
                manifest,
                standardizer,
                softmax,
                labels,
                without,
                DomainGate.Restore(manifest.Domain, scores, dimension, softmax?.Outputs ?? 0, labels?.Outputs ?? 0)
            );
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException(path, null, error.Message, error);
        }
    }

    private static void Add(Dictionary<string, StateTensor> tensors, string name, LinearLayer? layer)
    {
        if (layer is null)
            return;
        tensors[name + ".weight"] = new([layer.Outputs, layer.Weights.Columns], layer.Weights.Span.ToArray());
        tensors[name + ".bias"] = new([layer.Outputs], layer.Bias);
    }

    private static LinearLayer Layer(
        IReadOnlyDictionary<string, StateTensor> tensors,
        string name,
        int outputs,
        int dimension,
        string path
    ) =>
        new(
            new Matrix(outputs, dimension, Tensor(tensors, name + ".weight", path, outputs, dimension).ToArray()),
            Tensor(tensors, name + ".bias", path, outputs).ToArray()
        );

    private static ReadOnlyMemory<float> Tensor(
        IReadOnlyDictionary<string, StateTensor> tensors,
        string name,
        string path,
        params int[] shape
    ) =>
        tensors.TryGetValue(name, out var tensor) && tensor.Shape.SequenceEqual(shape)
            ? tensor.Values
            : throw new InvalidInputException(
                path,
                null,
                $"tensor '{name}' of shape [{string.Join(", ", shape)}] is missing or has another shape. Train the "
                    + $"model again or restore it from a backup."
            );
}
