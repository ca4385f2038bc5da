using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Models;

namespace MlNetLabels.Backbones;

/// <summary>Several networks whose embeddings, each brought to unit length, follow one another.</summary>
internal sealed class CombinedBackbone : Backbone
{
    /// <summary>What stands between the names of the parts.</summary>
    public const char Sign = '+';

    private CombinedBackbone(IReadOnlyList<Backbone> parts)
        : base(Join(parts), string.Join(Sign, parts.Select(x => x.Location)), Hash(parts)) => Parts = parts;

    public override IReadOnlyList<Backbone> Parts { get; }

    /// <summary>Opens them in turn; where one cannot be opened, none stays open.</summary>
    /// <exception cref="InvalidInputException">One cannot be opened, or comes twice.</exception>
    public static CombinedBackbone Open(IEnumerable<Backbone> parts)
    {
        var open = new List<Backbone>();
        try
        {
            foreach (var part in parts)
            {
                open.Add(part);
                if (open.Count(x => x.Sha256 == part.Sha256) > 1)
                    throw new InvalidInputException(
                        $"Backbone '{part.Card.Name}' is named twice, which adds nothing: name it once."
                    );
            }
            return new CombinedBackbone(open);
        }
        catch
        {
            foreach (var part in open)
                part.Dispose();
            throw;
        }
    }

    public override BackboneReference ToReference() =>
        new()
        {
            Name = Card.Name,
            Sha256 = Sha256,
            Dimension = Dimension,
            Parts = [.. Parts.Select(part => part.ToReference())],
        };

    public override void Embed(ReadOnlySpan<float> tensors, int count, Span<float> embeddings) =>
        throw new NotSupportedException(
            $"Each network of '{Card.Name}' takes a tensor of its own: embed images with ImageEmbedder, or tensors with "
                + "the Parts."
        );

    public override byte[] ReadOnnx() =>
        throw new NotSupportedException(
            $"Each network of '{Card.Name}' has a file of its own: read those of the Parts."
        );

    public override void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }

    private static BackboneCard Join(IReadOnlyList<Backbone> parts)
    {
        return new()
        {
            Name = All(x => x.Name, Sign.ToString()),
            Description = All(x => x.Description, "; ") + "; each brought to unit length, one after another",
            Licence = All(x => x.Licence, "; "),
            Origin = All(x => x.Origin, "; "),
            Onnx = All(x => x.Onnx, Sign.ToString()),
            Input = All(x => x.Input, Sign.ToString()),
            Output = All(x => x.Output, Sign.ToString()),
            Dimension = parts.Sum(x => x.Dimension),
            Preprocessing = parts[0].Card.Preprocessing,
        };

        string All(Func<BackboneCard, string> member, string between) =>
            string.Join(between, parts.Select(x => member(x.Card)));
    }

    private static string Hash(IReadOnlyList<Backbone> parts) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes("unit length\n" + string.Join('\n', parts.Select(x => x.Sha256))))
        );
}
