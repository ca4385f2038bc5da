using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Suggesting;

/// <summary>Unlabelled images, and how many of them <see cref="ImageSuggester"/> may ask for.</summary>
public sealed record SuggestionRequest
{
    /// <summary>Most images that are asked for at once.</summary>
    public const int MostImages = 10_000;

    /// <summary>Embeddings of the unlabelled images, one a row. Read, never copied as a whole.</summary>
    public required Matrix Pool { get; init; }

    /// <summary>Images to ask for, 1 to <see cref="MostImages"/>.</summary>
    public required int Count { get; init; }

    /// <summary>The model that is to become better; null, the default, for none yet.</summary>
    public Model? Model { get; init; }

    /// <summary>
    /// Embeddings of the images that have labels; null, the default, where they are not at hand. The model then knows its
    /// training images again, and its sample of them stands for all.
    /// </summary>
    public Matrix? Labelled { get; init; }

    /// <summary>Group of each image of the pool, one of which is asked for; null, the default, for no groups.</summary>
    public IReadOnlyList<string?>? Groups { get; init; }

    /// <summary>Groups that have a label already; empty by default.</summary>
    public IReadOnlyCollection<string> LabelledGroups { get; init; } = [];

    /// <summary>How to choose; null, the default, to choose the strategy by how much is labelled.</summary>
    public SuggestionStrategy? Strategy { get; init; }

    /// <summary>Seed of dropout, of samples and of the first centres; 1 by default.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Pool);
        ArgumentNullException.ThrowIfNull(LabelledGroups);
        if (Count is < 1 or > MostImages)
            throw new ArgumentOutOfRangeException(nameof(Count), Count, $"It lies between 1 and {MostImages}.");
        if (Groups is not null)
            ArgumentOutOfRangeException.ThrowIfNotEqual(Groups.Count, Pool.Rows, nameof(Groups));
        if (Strategy == SuggestionStrategy.DropQuery && Model is null)
            throw new ArgumentException("DropQuery needs a model, whose answers it tries.", nameof(Strategy));
        if (Model is { Standardizer.Dimension: var dimension } && Pool.Columns != dimension)
            throw new InvalidInputException(
                $"The images' embeddings have {Pool.Columns} dimensions, but the model was trained on {dimension} from "
                    + $"'{Model.Description.Backbone.Name}'. Embed them with that backbone."
            );
        if (Labelled is { Columns: var columns } && Pool.Columns != columns)
            throw new InvalidInputException(
                $"The images' embeddings have {Pool.Columns} dimensions, but those of the labelled images {columns}. Embed "
                    + "both with one backbone."
            );
    }
}
