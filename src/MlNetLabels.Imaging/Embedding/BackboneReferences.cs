using System.Text.Json;
using MlNetLabels.Backbones;
using MlNetLabels.Models;

namespace MlNetLabels.Embedding;

/// <summary>Ties models to the backbone whose embeddings they were trained on. Thread-safe.</summary>
public static class BackboneReferences
{
    /// <summary>What a model stores of its backbone.</summary>
    public static BackboneReference ToReference(this Backbone backbone) =>
        new()
        {
            Name = backbone.Card.Name,
            Sha256 = backbone.Sha256,
            Dimension = backbone.Dimension,
            Preprocessing = JsonSerializer.SerializeToElement(
                backbone.Card.Preprocessing,
                BackboneCardJson.Default.Preprocessing
            ),
        };

    /// <summary>Loads the backbone of a model.</summary>
    /// <exception cref="InvalidInputException">
    /// There is none of that name, or it is another than the model was trained with.
    /// </exception>
    public static Backbone Load(this BackboneReference reference, BackboneOptions? options = null)
    {
        if (reference.Sha256 is null)
            throw new InvalidInputException(
                "The model was trained on embeddings of an unknown backbone, so it cannot read images: give "
                    + "embeddings, or train it on images."
            );
        var backbone = Backbone.Load(reference.Name, options);
        try
        {
            reference.Check(backbone);
            return backbone;
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a backbone is the one of a model.</summary>
    /// <exception cref="InvalidInputException">It is another.</exception>
    public static void Check(this BackboneReference reference, Backbone backbone)
    {
        if (reference.Sha256 == backbone.Sha256)
            return;
        throw new InvalidInputException(
            $"The model was trained with backbone '{reference.Name}' {Short(reference.Sha256)}, but the one here is "
                + $"{Short(backbone.Sha256)}: its embeddings would mean something else. Train again, or bring the old "
                + $"backbone back."
        );
    }

    private static string Short(string? hash) => hash is null ? "of unknown hash" : hash[..Math.Min(12, hash.Length)];
}
