using System.IO.Compression;
using System.Security.Cryptography;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The <c>*.mlabels</c> file: a zip of <c>manifest.json</c>, <c>weights.safetensors</c> and perhaps
/// <c>signature.json</c>. Reading runs no code and checks every size.
/// </summary>
internal static class ModelBundle
{
    private const string DomainPrefix = "domain.",
        Sample = "sample";

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
        if (model.Sample is { } sample)
            tensors[Sample] = new([sample.Rows, sample.Columns], sample.Span.ToArray()) { IsHalf = true };

        byte[] weights = Safetensors.Write(tensors);
        Write(stream, ManifestFile.Write(model.Manifest, weights), weights, null, model.Manifest.CreatedAt);
    }

    /// <summary>See <see cref="Model.WithTimeOf"/>.</summary>
    public static Model WithTimeOf(string path, Model model)
    {
        try
        {
            if (!File.Exists(path))
                return model;
            var again = model.With(Read(path).Manifest.CreatedAt);
            using var stream = new MemoryStream();
            Write(stream, again);
            using var file = InputFile.Open(path);
            return
                file.Length == stream.Length
                && SHA256
                    .HashData(file)
                    .AsSpan()
                    .SequenceEqual(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)))
                ? again
                : model;
        }
        // What cannot be read is replaced like anything else.
        catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return model;
        }
    }

    // The clock has no part in it, so that equal models of one time are equal bytes.
    private static void Write(
        Stream stream,
        byte[] manifest,
        byte[] weights,
        BundleSignature? signature,
        DateTimeOffset time
    )
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, BundleEntry.Manifest.Name, CompressionLevel.Optimal, time, manifest);
        Add(zip, BundleEntry.Weights.Name, CompressionLevel.NoCompression, time, weights);
        if (signature is not null)
            Add(zip, BundleEntry.Signature.Name, CompressionLevel.Optimal, time, signature.ToJson());
    }

    private static void Add(
        ZipArchive zip,
        string name,
        CompressionLevel level,
        DateTimeOffset time,
        ReadOnlySpan<byte> content
    )
    {
        var entry = zip.CreateEntry(name, level);
        var utc = time.ToUniversalTime();
        // The years that a zip can tell.
        entry.LastWriteTime = utc.Year is >= 1980 and <= 2107
            ? utc
            : new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }

    /// <summary>Reads and checks a bundle and writes it again with a signature.</summary>
    public static void Sign(string path, BundleKey key)
    {
        var read = Open(path, file => Parts(file, path, null));
        if (read.Manifest.Integrity is null)
            throw new InvalidInputException(
                path,
                null,
                "the bundle carries no hashes, which versions from 0.3 on write: load and save it, or train again."
            );
        AtomicFile.Write(
            path,
            stream =>
                Write(stream, read.Json, read.Weights, BundleSignature.Of(read.Json, key), read.Manifest.CreatedAt)
        );
    }

    public static BundleContents Inspect(string path, IReadOnlyList<BundleKey>? trusted) =>
        Open(
            path,
            file =>
            {
                var parts = Parts(file, path, trusted);
                return new BundleContents(path, file, parts, Build(parts, path), trusted is not null);
            }
        );

    public static Model Read(string path, IReadOnlyList<BundleKey>? trusted = null) =>
        Open(path, file => Build(Parts(file, path, trusted), path));

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        if (Directory.Exists(path))
            throw new InvalidInputException(path, null, $"this is a folder. {BundleProblem.Bundle}");
        try
        {
            using var file = InputFile.Open(path);
            return read(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(path, null, $"cannot be read ({error.Message})", error);
        }
    }

    /// <summary>Reads what is left of a stream, which stays open.</summary>
    /// <param name="stream">The bundle.</param>
    /// <param name="trusted">Keys one of which must have signed it; null for none.</param>
    /// <param name="limit">Most bytes that a bundle may have, since one that cannot seek is taken whole.</param>
    public static Model Read(Stream stream, IReadOnlyList<BundleKey>? trusted = null, long limit = MaxStream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string name = stream switch
        {
            FileStream file => file.Name,
            MemoryStream => "the model's bytes",
            _ => "the model's stream",
        };
        if (stream.CanSeek && stream.Length - stream.Position > limit)
            throw TooLarge(name, limit);
        // A zip's places count from the start of the stream.
        if (stream.CanSeek && stream.Position == 0)
            return Build(Parts(stream, name, trusted), name);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0; content.Write(buffer, 0, read))
            if (content.Length + read > limit)
                throw TooLarge(name, limit);
        content.Position = 0;
        return Build(Parts(content, name, trusted), name);
    }

    private static InvalidInputException TooLarge(string name, long limit) =>
        new(name, null, $"there are more than {limit} bytes, the most that a model bundle may have here.");

    // What is in it, checked but for what the tensors must be.
    private static BundleParts Parts(Stream stream, string path, IReadOnlyList<BundleKey>? trusted)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            byte[] json = BundleEntry.Manifest.Read(zip, path);
            var signature = BundleSignature.Find(zip, path);
            if (trusted is not null)
                BundleSignature.Check(signature, json, trusted, path);
            var manifest = ManifestFile.Read(json, path);
            byte[] weights = BundleEntry.Weights.Read(zip, path);
            ManifestFile.CheckWeights(manifest, weights, path);
            return new(json, manifest, weights, signature);
        }
        catch (InvalidInputException error) when (error.File is null)
        {
            throw new InvalidInputException(path, null, error.Message, error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException(path, null, BundleProblem.Describe(stream), error);
        }
    }

    private static Model Build(BundleParts parts, string path)
    {
        var manifest = parts.Manifest with { Integrity = null };
        var tensors = Safetensors.Read(parts.Weights, path);
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
            var scores = tensors
                .Where(t => t.Key.StartsWith(DomainPrefix, StringComparison.Ordinal))
                .ToDictionary(t => t.Key[DomainPrefix.Length..], t => t.Value);
            return new Model(
                manifest,
                standardizer,
                softmax,
                labels,
                without,
                DomainGate.Restore(manifest.Domain, scores, dimension, softmax?.Outputs ?? 0, labels?.Outputs ?? 0),
                tensors.TryGetValue(Sample, out var sample) ? EmbeddingSample.Restore(sample, dimension) : null
            );
        }
        catch (Exception error) when (error is ArgumentException or InvalidInputException { File: null })
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
