namespace MlNetLabels.Cli.Shards;

/// <summary>An image to answer.</summary>
/// <param name="Name">As the list names it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Carried">What else the list says of it.</param>
/// <param name="Problem">Why it cannot be used, where that is known already.</param>
internal sealed record ShardImage(string Name, string Path, IReadOnlyList<string> Carried, string? Problem = null);
