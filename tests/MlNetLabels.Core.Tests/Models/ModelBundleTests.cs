using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Models;

/// <summary>Whatever is done to a bundle, reading it either refuses by name or gives the very same model.</summary>
public sealed class ModelBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly byte[] _whole;
    private readonly Dictionary<string, byte[]> _entries;

    public ModelBundleTests()
    {
        _path = _folder.File("good.mlabels");
        Mixture.ClassModel.Save(_path);
        _whole = File.ReadAllBytes(_path);
        _entries = Bundles.Entries(_path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TruncatedAtManyLengths_IsRefused()
    {
        for (int length = 0; length < _whole.Length; length += 1 + length / 40)
            AssertRefused(_folder.Write("cut.mlabels", _whole[..length]));
        AssertRefused(_folder.Write("cut.mlabels", _whole[..^1]));
    }

    [Fact]
    public void Load_AByteFlippedAtManyPlaces_IsRefusedOrChangesNothing()
    {
        int refused = 0,
            tried = 0;
        // Every byte of the zip's own records at the end, and places all over the rest.
        foreach (
            int at in Enumerable.Range(0, _whole.Length).Where(i => i < 64 || i >= _whole.Length - 300 || i % 37 == 0)
        )
        {
            byte[] damaged = [.. _whole];
            damaged[at] ^= (byte)(1 << at % 8);
            string path = _folder.Write("flipped.mlabels", damaged);
            tried++;
            if (Load(path) is { } model)
                AssertSame(model, $"byte {at}");
            else
                refused++;
        }
        Assert.True(refused > tried / 2, $"only {refused} of {tried} refused");
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Load_AManifestByteChangedWithTheChecksumRight_NeverThrowsAnythingElse()
    {
        byte[] manifest = Open;
        for (int at = 0; at < manifest.Length; at += 31)
            foreach (byte value in (byte[])[0, (byte)'"', (byte)'9', (byte)'-', (byte)'}'])
            {
                byte[] changed = [.. manifest];
                changed[at] = value;
                Load(Made(Bundles.Manifest, changed));
            }
    }

    [Fact]
    public void Load_AWeightsHeaderByteChangedWithTheChecksumRight_NeverThrowsAnythingElse()
    {
        byte[] weights = _entries[Bundles.Weights];
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(weights);
        for (int at = 0; at < header; at += at < 8 ? 1 : 11)
            foreach (byte value in (byte[])[0, 255, (byte)'"', (byte)'9', (byte)'-', (byte)'['])
            {
                byte[] changed = [.. weights];
                changed[at] = value;
                Load(Made(Bundles.Weights, changed));
            }
    }

    [Fact]
    public void Load_AnyManifestMemberGoneOrNull_IsRefusedOrLoads()
    {
        var paths = Members(JsonNode.Parse(Open)!, []).ToArray();
        Assert.True(paths.Length > 50);
        foreach (object[] path in paths)
        foreach (bool remove in new[] { true, false })
        {
            var root = JsonNode.Parse(Open)!;
            var parent = path[..^1]
                .Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);
            if (parent is JsonObject members)
            {
                if (remove)
                    members.Remove((string)path[^1]);
                else
                    members[(string)path[^1]] = null;
            }
            else if (remove)
                ((JsonArray)parent).RemoveAt((int)path[^1]);
            else
                parent[(int)path[^1]] = null;
            Load(Made(Bundles.Manifest, Encoding.UTF8.GetBytes(root.ToJsonString())), string.Join('.', path));
        }
    }

    [Fact]
    public void Load_NoZip_IsRefused()
    {
        AssertRefused(_folder.Write("text.mlabels", "hello"));
        AssertRefused(_folder.Write("empty.mlabels", ""));
        AssertRefused(_folder.Path);
        AssertRefused(_folder.File("nowhere.mlabels"));
    }

    [Fact]
    public void Load_ForeignZip_SaysWhatIsMissing()
    {
        string path = _folder.File("foreign.zip");
        Bundles.Write(path, new Dictionary<string, byte[]> { ["[Content_Types].xml"] = [1, 2, 3] });

        Assert.Contains(Bundles.Manifest, AssertRefused(path).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Bundles.Manifest)]
    [InlineData(Bundles.Weights)]
    public void Load_EntryMissing_IsNamed(string entry)
    {
        _entries.Remove(entry);
        string path = _folder.File("part.mlabels");
        Bundles.Write(path, _entries);

        Assert.Contains(entry, AssertRefused(path).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void Load_OtherSchemaVersion_NamesBoth(int version)
    {
        var error = AssertRefused(Changed(manifest => manifest["schemaVersion"] = version));

        Assert.Contains($"version {version}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"reads {ModelManifest.CurrentSchema}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NewerSchemaWithUnknownMembers_IsToldApartFromDamage() =>
        Assert.Contains(
            "version 7",
            AssertRefused(
                Changed(manifest =>
                {
                    manifest["schemaVersion"] = 7;
                    manifest["news"] = new JsonObject();
                })
            ).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Load_ExtraMember_IsRefused() =>
        Assert.Contains(
            "extra",
            AssertRefused(Changed(manifest => manifest["extra"] = 1)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"schemaVersion\": 1}")]
    public void Load_ManifestThatIsNone_IsRefused(string json) =>
        AssertRefused(Made(Bundles.Manifest, Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("standardizer.mean", 3)]
    [InlineData("standardizer.std", 5)]
    [InlineData("softmax.weight", 12)]
    [InlineData("softmax.bias", 4)]
    [InlineData("labels.weight", 1)]
    public void Load_TensorOfAnotherShape_IsNamed(string name, int size)
    {
        var error = AssertRefused(WithTensor(name, new StateTensor([size], new float[size])));

        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DomainTensorOfAnotherShape_IsRefused()
    {
        var tensors = Safetensors.Read(_entries[Bundles.Weights], _path);
        foreach (string name in tensors.Keys.Where(k => k.StartsWith("domain.", StringComparison.Ordinal)))
            AssertRefused(WithTensor(name, new StateTensor([0], Array.Empty<float>())));
    }

    [Fact]
    public void Load_StandardDeviationOfZero_IsRefused() =>
        AssertRefused(
            WithTensor("standardizer.std", new StateTensor([Mixture.Dimension], new float[Mixture.Dimension]))
        );

    [Fact]
    public void Load_ThresholdsOfOtherLabels_IsRefused() =>
        AssertRefused(Changed(manifest => manifest["labels"]!["thresholds"]!.AsArray().RemoveAt(0)));

    [Fact]
    public void Load_DamagedFingerprints_IsRefused() =>
        AssertRefused(Changed(manifest => manifest["training"]!["trainFingerprints"] = "AAA"));

    [Fact]
    public void Load_EntryThatClaimsGigabytes_IsRefusedWithoutBeingAllocated()
    {
        foreach (uint claim in new[] { 2147483648u, 2000000000u, 200000000u })
        {
            byte[] damaged = [.. _whole];
            // Uncompressed sizes in the central directory, 24 bytes into each of its records.
            for (int at = 0; at < damaged.Length - 46; at++)
                if (damaged.AsSpan(at).StartsWith("PK\u0001\u0002"u8))
                    BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(at + 24), claim);
            string path = _folder.Write("claim.mlabels", damaged);
            long before = GC.GetAllocatedBytesForCurrentThread();

            AssertRefused(path);

            // The whole bundle takes some tens of kilobytes; the claim is hundreds of megabytes or more.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        }
    }

    [Fact]
    public void Load_ZipBomb_StopsAtTheClaimedSize()
    {
        string path = _folder.File("bomb.mlabels");
        Bundles.Write(
            path,
            new Dictionary<string, byte[]> { [Bundles.Manifest] = new byte[8 << 20], [Bundles.Weights] = [] },
            CompressionLevel.SmallestSize
        );
        byte[] damaged = File.ReadAllBytes(path);
        for (int at = 0; at < damaged.Length - 46; at++)
            if (damaged.AsSpan(at).StartsWith("PK\u0001\u0002"u8))
                BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(at + 24), 100);

        AssertRefused(_folder.Write("bomb.mlabels", damaged));
    }

    /// <summary>Two models of the same shape: one's weights with the other's temperature, thresholds and cut.</summary>
    [Fact]
    public void Load_WeightsOfAnotherRun_IsRefused()
    {
        var tensors = Safetensors.Read(_entries[Bundles.Weights], _path).ToDictionary(t => t.Key, t => t.Value);
        tensors["softmax.bias"] = new([3], new float[] { 1, 2, 3 });
        string path = _folder.File("mixed.mlabels");
        Bundles.Write(
            path,
            new Dictionary<string, byte[]>(_entries) { [Bundles.Weights] = Safetensors.Write(tensors) }
        );

        Assert.Contains("another model's", AssertRefused(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManifestChangedAfterItWasWritten_IsRefused()
    {
        string text = Encoding.UTF8.GetString(_entries[Bundles.Manifest]);
        string path = _folder.File("changed.mlabels");
        Bundles.Write(
            path,
            new Dictionary<string, byte[]>(_entries)
            {
                [Bundles.Manifest] = Encoding.UTF8.GetBytes(
                    text.Replace("\"seed\": 1", "\"seed\": 2", StringComparison.Ordinal)
                ),
            }
        );

        Assert.Contains("changed after it was written", AssertRefused(path).Message, StringComparison.Ordinal);
    }

    // Stands for the name that comes next.
    private const string Twice = "twice";

    public static TheoryData<string, string, string> Impossible =>
        new()
        {
            { "softmax.temperature.temperature", "1e-300", "temperature" },
            { "softmax.temperature.temperature", "3e38", "temperature" },
            { "softmax.l2", "-1", "lambda" },
            { "softmax.classes.0", Twice, "named twice" },
            { "softmax.classes.0", "\" \"", "no name" },
            { "labels.thresholds.0.threshold", "7", "the threshold of" },
            { "labels.thresholds.0.label", "\"z\"", "other labels" },
            { "labels.names.0", Twice, "named twice" },
            { "backbone.dimension", "0", "dimension" },
            { "backbone.dimension", "2147483647", "dimension" },
            { "training.trainRows", "-5", "training rows" },
            { "domain.cut.alpha", "1", "cut is damaged" },
        };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Load_NumbersThatCannotBe_AreNamed(string member, string value, string said)
    {
        string path = Changed(manifest =>
        {
            string[] steps = member.Split('.');
            var parent = steps[..^1]
                .Aggregate(manifest, (node, step) => int.TryParse(step, out int i) ? node[i]! : node[step]!);
            if (int.TryParse(steps[^1], out int index))
                parent[index] = value == Twice ? parent[index + 1]!.DeepClone() : JsonNode.Parse(value);
            else
                parent[steps[^1]] = JsonNode.Parse(value);
        });

        Assert.Contains(said, AssertRefused(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WeightsBeyondAllSums_IsRefused() =>
        AssertRefused(WithTensor("softmax.bias", new StateTensor([3], new float[] { 0, 3e38f, 0 })));

    [Fact]
    public void Load_NoHead_IsRefused() =>
        AssertRefused(
            Changed(manifest =>
            {
                manifest["softmax"] = null;
                manifest["labels"] = null;
                manifest["labelsWithoutNegatives"] = null;
            })
        );

    /// <summary>Some megabytes that unpack to hundreds, by every way there is: lists, text, nesting, weights.</summary>
    [Theory]
    [InlineData("[0,")]
    [InlineData("\"a\",")]
    [InlineData("{\"a\":[")]
    [InlineData("        0,\n")]
    public void Load_ManifestThatUnpacksToMuch_TakesLittleMemory(string unit)
    {
        byte[] manifest = Encoding.UTF8.GetBytes(
            "{\"schemaVersion\":1,\"x\":[" + string.Concat(Enumerable.Repeat(unit, (64 << 20) / unit.Length))
        );
        string path = _folder.File("bomb.mlabels");
        Bundles.Write(
            path,
            new Dictionary<string, byte[]>(_entries) { [Bundles.Manifest] = manifest },
            CompressionLevel.SmallestSize
        );
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(path);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Load_WeightsThatUnpackToMuch_TakeLittleMemory()
    {
        string path = _folder.File("bomb.mlabels");
        Bundles.Write(
            path,
            new Dictionary<string, byte[]>(_entries) { [Bundles.Weights] = new byte[256 << 20] },
            CompressionLevel.Fastest
        );
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(path);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    private static IEnumerable<object[]> Members(JsonNode node, object[] path)
    {
        // Of long lists the first elements stand for all.
        var children = node switch
        {
            JsonObject members => members.Select(m => ((object)m.Key, m.Value)),
            JsonArray items => items.Take(2).Select((item, i) => ((object)i, item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            yield return [.. path, step];
            if (child is not null)
                foreach (object[] below in Members(child, [.. path, step]))
                    yield return below;
        }
    }

    private static Model? Load(string path, string what = "")
    {
        try
        {
            return Model.Load(path);
        }
        catch (InvalidInputException error)
        {
            Assert.Equal(path, error.File);
            return null;
        }
        catch (Exception error)
        {
            throw new Xunit.Sdk.XunitException($"{what}: {error}");
        }
    }

    private static InvalidInputException AssertRefused(string path)
    {
        var error = Assert.Throws<InvalidInputException>(() => Model.Load(path));
        Assert.Equal(path, error.File);
        return error;
    }

    private void AssertSame(Model model, string where)
    {
        string again = _folder.File("again.mlabels");
        model.Save(again);
        var entries = Bundles.Entries(again);
        Assert.True(
            _entries.Keys.SequenceEqual(entries.Keys)
                && _entries.All(e => e.Value.AsSpan().SequenceEqual(entries[e.Key])),
            $"{where} changed the model, and nobody noticed."
        );
    }

    private string Changed(Action<JsonNode> change)
    {
        var manifest = JsonNode.Parse(Open)!;
        change(manifest);
        return Made(Bundles.Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest));
    }

    private string WithTensor(string name, StateTensor tensor)
    {
        var tensors = Safetensors.Read(_entries[Bundles.Weights], _path).ToDictionary(t => t.Key, t => t.Value);
        Assert.True(tensors.ContainsKey(name));
        tensors[name] = tensor;
        return Made(Bundles.Weights, Safetensors.Write(tensors));
    }

    private string Made(string entry, byte[] content)
    {
        string path = _folder.File("made.mlabels");
        Bundles.Write(path, new Dictionary<string, byte[]>(_entries) { [Bundles.Manifest] = Open, [entry] = content });
        return path;
    }

    // As older versions wrote it, so that what else is checked can be seen.
    private byte[] Open =>
        Encoding.UTF8.GetBytes(
            Encoding
                .UTF8.GetString(_entries[Bundles.Manifest])
                .Replace("\"integrity\": {", "\"integrity\": null }", StringComparison.Ordinal)
                .Split("null }")[0] + "null }"
        );
}
