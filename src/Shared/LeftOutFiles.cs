namespace MlNetLabels.Data;

/// <summary>Files of a folder that are no images: how many, of which kinds, and the names of the first.</summary>
internal sealed class LeftOutFiles
{
    private const int MostNamed = 5,
        MostKinds = 8;

    private static readonly string[] s_videos = [".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v"];

    private readonly List<string> _first = [];
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    /// <summary>How many of them are photos of a camera's own format.</summary>
    public int RawPhotos { get; private set; }

    public void Add(string file)
    {
        Count++;
        if (ImageContent.IsRaw(file))
            RawPhotos++;
        if (_first.Count < MostNamed)
            _first.Add(file);
        string kind = Path.GetExtension(file).ToLowerInvariant() is { Length: > 0 } extension
            ? extension
            : "without extension";
        _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
    }

    /// <summary>As in: left out 4 files that are no images: 3 .txt, 1 .json (a.txt, b.txt, c.json, d.txt)</summary>
    public override string ToString()
    {
        string names = Names;
        if (RawPhotos == Count)
            return $"left out {Counted.Of(Count, "raw photo")}, which {(Count == 1 ? "is" : "are")} not read: convert to JPEG ({names})";
        string raw =
            RawPhotos == 0 ? "" : $"; {Counted.Of(RawPhotos, "is a raw photo", "are raw photos")}: convert to JPEG";
        return Count == 1
            ? $"left out 1 file that is no image: {names}"
            : FormattableString.Invariant($"left out {Count} files that are no images: {Listed} ({names}){raw}");
    }

    /// <summary>As in: 3 .txt, 1 .json (a.txt, b.txt, c.json, d.txt)</summary>
    public string Kinds =>
        $"{Listed} ({Names}){(_kinds.Keys.Any(s_videos.Contains) ? "; save frames of videos as images" : "")}";

    private string Names => string.Join(", ", _first) + (Count > MostNamed ? ", ..." : "");

    private string Listed
    {
        get
        {
            var kinds = _kinds.OrderByDescending(x => x.Value).ThenBy(x => x.Key, StringComparer.Ordinal).ToList();
            string listed = string.Join(
                ", ",
                kinds.Take(MostKinds).Select(x => FormattableString.Invariant($"{x.Value} {x.Key}"))
            );
            return kinds.Count > MostKinds
                ? listed + FormattableString.Invariant($", {kinds.Skip(MostKinds).Sum(x => x.Value)} of other kinds")
                : listed;
        }
    }
}
