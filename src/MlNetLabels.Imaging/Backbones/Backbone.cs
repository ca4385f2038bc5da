using MlNetLabels.Models;

namespace MlNetLabels.Backbones;

/// <summary>
/// Frozen networks that turn prepared images into embeddings: one, or several whose embeddings, each brought to unit
/// length, follow one another. One instance serves any number of threads: each call computes on its caller's thread
/// alone. Disposing it lets calls under way end and refuses later ones.
/// </summary>
public abstract class Backbone : IDisposable
{
    private protected Backbone(BackboneCard card, string location, string sha256) =>
        (Card, Location, Sha256) = (card, location, sha256);

    /// <summary>The version of ONNX Runtime that all backbones run on, as "1.31.1".</summary>
    public static string RuntimeVersion => OnnxEnvironment.Version;

    /// <summary>What is known about it; of several networks their joined cards, with the first one's preprocessing.</summary>
    public BackboneCard Card { get; }

    /// <summary>Where it was found: the path of its ONNX file, or the package and the file in it.</summary>
    public string Location { get; }

    /// <summary>Length of one embedding.</summary>
    public int Dimension => Card.Dimension;

    /// <summary>
    /// SHA-256 (64 lower-case hexadecimal digits) over the ONNX file and what the card says of tensors and
    /// preprocessing, not over its descriptions; of several networks over their hashes, in order. Equal hashes mean
    /// equal embeddings of equal images on the same machine.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>
    /// The single networks, in the order in which their embeddings, each of unit length, follow one another; of one
    /// network itself alone. They close with it.
    /// </summary>
    public abstract IReadOnlyList<Backbone> Parts { get; }

    /// <summary>Loads a backbone.</summary>
    /// <param name="nameOrPath">
    /// The name of a backbone in a referenced package ("mobilenet-v3-small" is in
    /// MlNetLabels.Backbones.MobileNetV3Small) or in <see cref="BackboneOptions.ModelsFolder"/>, the path of a card, or
    /// the path of an ONNX file with a card of the same name beside it. Several joined by + are concatenated, as in
    /// "mobilenet-v3-small+resnet18".
    /// </param>
    /// <param name="options">Where names are looked up besides.</param>
    /// <exception cref="InvalidInputException">Something is missing, damaged, or does not fit the card.</exception>
    public static Backbone Load(string nameOrPath, BackboneOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        var sources = BackboneFinder.FindAll(nameOrPath, options ?? new());
        return sources is [var only]
            ? NetworkBackbone.Open(only)
            : CombinedBackbone.Open(sources.Select(NetworkBackbone.Open));
    }

    /// <summary>Loads the backbone of a model.</summary>
    /// <exception cref="InvalidInputException">
    /// There is none of that name, or it is another than the model was trained with.
    /// </exception>
    public static Backbone Load(BackboneReference reference, BackboneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Sha256 is null)
            throw new InvalidInputException(
                "The model was trained on embeddings of an unknown backbone, so it cannot read images: give "
                    + "embeddings, or train it on images."
            );
        var backbone =
            reference.Parts is { Count: > 0 } parts && !parts.Contains(null!)
                ? CombinedBackbone.Open(parts.Select(part => Load(part, options)))
                : LoadNamed(reference.Name, options);
        try
        {
            backbone.CheckIs(reference);
            return backbone;
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that this is the backbone of a model.</summary>
    /// <exception cref="InvalidInputException">It is another.</exception>
    public void CheckIs(BackboneReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Sha256 == Sha256)
            return;
        throw new InvalidInputException(
            $"The model was trained with backbone '{reference.Name}' {Short(reference.Sha256)}, but the one here is "
                + $"{Short(Sha256)}: its embeddings would mean something else. Train again, or bring the old backbone "
                + "back."
        );
    }

    /// <summary>Every backbone that is here, in the folder of cards and in packages, and how to get the others.</summary>
    /// <param name="options">Where cards are looked for besides.</param>
    public static IReadOnlyList<BackboneListing> List(BackboneOptions? options = null) =>
        BackboneLister.List(options ?? new());

    /// <summary>
    /// Lets each network embed the picture of its card's probe and compares; where the result is another, other
    /// preparations of images are tried to find the cause.
    /// </summary>
    public IReadOnlyList<BackboneCheck> Check() => [.. Parts.Select(BackboneChecker.Check)];

    /// <summary>What a model stores of it.</summary>
    public abstract BackboneReference ToReference();

    /// <summary>Loads a backbone by its name alone, for callers whose input may name no path.</summary>
    /// <exception cref="InvalidInputException">As <see cref="Load(string, BackboneOptions?)"/>; or the name is no plain one.</exception>
    internal static Backbone LoadNamed(string name, BackboneOptions? options) =>
        NetworkBackbone.Open(BackboneFinder.FindNamed(name, options ?? new()));

    /// <summary>Embeds prepared images. The result of an image does not depend on those beside it.</summary>
    /// <param name="tensors">
    /// <paramref name="count"/> tensors one after another, each 3 x height x width
    /// (<see cref="Images.Preprocessing"/>).
    /// </param>
    /// <param name="count">Number of images, zero included.</param>
    /// <param name="embeddings">
    /// Receives <paramref name="count"/> x <see cref="Dimension"/> values, row after row.
    /// </param>
    /// <exception cref="NotSupportedException">
    /// There are several <see cref="Parts"/>, each of which takes a tensor of its own.
    /// </exception>
    public abstract void Embed(ReadOnlySpan<float> tensors, int count, Span<float> embeddings);

    /// <summary>
    /// The network as one ONNX file, for tools and larger graphs: its input is that of the card, and its last output
    /// the embedding, [N x <see cref="Dimension"/>] in single precision.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is another than when the backbone was loaded.</exception>
    /// <exception cref="NotSupportedException">There are several <see cref="Parts"/>, each with a file.</exception>
    public abstract byte[] ReadOnnx();

    /// <inheritdoc/>
    public abstract void Dispose();

    private static string Short(string? hash) => hash is null ? "of unknown hash" : hash[..Math.Min(12, hash.Length)];
}
