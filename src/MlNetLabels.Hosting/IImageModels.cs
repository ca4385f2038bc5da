using MlNetLabels.Models;

namespace MlNetLabels.Hosting;

/// <summary>The models of a service, which may change while it runs. Thread-safe.</summary>
public interface IImageModels
{
    /// <summary>Every model, loaded or not, by name.</summary>
    IReadOnlyList<ModelStatus> List();

    /// <summary>The predictor of a model; null where there is none of that name.</summary>
    IImagePredictor? Find(string name);

    /// <summary>
    /// The model itself, loaded if it was not yet; null where there is none of that name. What it says of itself stays
    /// true of this object, also when another took its place.
    /// </summary>
    /// <exception cref="InvalidInputException">It cannot be loaded.</exception>
    Task<Model?> LoadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Adds a model, which loads when it is first asked for.</summary>
    /// <exception cref="ArgumentException">The name is taken or none, or the options do not fit together.</exception>
    void Add(string name, ModelOptions options);

    /// <summary>Takes a model away; requests under way end as usual. False where there is none of that name.</summary>
    bool Remove(string name);

    /// <summary>
    /// Looks at the model's source now and, where it changed, puts the new one in place; the old one stays where that
    /// fails, with the reason in the status.
    /// </summary>
    /// <returns>How it stands now; null where there is none of that name.</returns>
    Task<ModelStatus?> RefreshAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>How a model stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">
/// The first 12 hexadecimal digits of the loaded bundle's SHA-256; null where none is loaded.
/// </param>
/// <param name="Generation">How often a bundle took this place; 0 where none is loaded.</param>
/// <param name="LoadedAt">When the last one did.</param>
/// <param name="Problem">Why the newest file is not in place; null where it is.</param>
/// <param name="IsLazy">Whether it waits to be asked for.</param>
public sealed record ModelStatus(
    string Name,
    string? Version,
    int Generation,
    DateTimeOffset? LoadedAt,
    string? Problem,
    bool IsLazy
);
