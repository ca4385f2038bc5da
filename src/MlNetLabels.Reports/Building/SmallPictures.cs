namespace MlNetLabels.Reports.Building;

/// <summary>The small pictures of a report, each once, until it holds as many as it may. Not thread-safe.</summary>
/// <param name="create">Makes a picture of an image as a data URI, or null where it cannot.</param>
internal sealed class SmallPictures(Func<string, string?> create)
{
    private readonly Dictionary<string, int?> _positions = [];
    private readonly List<string> _pictures = [];
    private long _characters;

    /// <summary>The pictures by position.</summary>
    public IReadOnlyList<string> All => _pictures;

    /// <summary>The position of an image's picture; null where it cannot be drawn or there is no room left.</summary>
    public int? Add(string path)
    {
        if (_positions.TryGetValue(path, out int? known))
            return known;
        if (_pictures.Count == ReportLimits.SmallPictures)
            return null;
        string? picture = create(path);
        bool fits = picture is not null && _characters + picture.Length <= ReportLimits.SmallPictureCharacters;
        if (fits)
        {
            _pictures.Add(picture!);
            _characters += picture!.Length;
        }
        return _positions[path] = fits ? _pictures.Count - 1 : null;
    }
}
