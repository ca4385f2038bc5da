namespace MlNetLabels.Data.Formats;

/// <summary>
/// Google's import files: rows of <c>UNASSIGNED|TRAINING|VALIDATION|TEST</c> (or none), an address and labels, without
/// a header. An image without labels is unknown.
/// </summary>
internal sealed class GoogleFormat : IDatasetFormat
{
    private const long MostBytes = 1_000_000_000;

    public string Name => "google";

    public bool Recognises(DatasetPlace place)
    {
        if (!place.HasExtension(".csv"))
            return false;
        var head = place.Head;
        int end = head.IndexOf((byte)'\n');
        string first = System.Text.Encoding.UTF8.GetString(end < 0 ? head : head[..end]).TrimStart('\uFEFF').Trim();
        return first.Split(',') is [var use, ..] && (IsUse(use.Trim()) || IsAddress(use.Trim()));
    }

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var found = new FoundDataset(place, options) { Title = "Google's import file" };
        foreach (var (line, cells) in CsvRows.Read(place.Path, MostBytes))
        {
            bool hasUse = IsUse(cells[0]);
            string[] rest = [.. cells.Skip(hasUse ? 1 : 0).Where(cell => cell.Length > 0)];
            if (rest.Length == 0)
                throw new InvalidInputException(place.Path, line, "the row names no image.");
            if (rest.Length == 1)
                found.Unlabelled++;
            else
                found.Images.Add(
                    new FoundImage
                    {
                        File = rest[0],
                        Labels = [.. rest.Skip(1).Distinct()],
                        Split = hasUse ? SplitNames.Find(cells[0]) : null,
                        Line = line,
                    }
                );
        }
        return found.Build();
    }

    private static bool IsUse(string cell) =>
        cell.ToUpperInvariant() is "UNASSIGNED" or "TRAINING" or "TRAIN" or "VALIDATION" or "VALIDATE" or "TEST";

    private static bool IsAddress(string cell) => cell.StartsWith("gs://", StringComparison.OrdinalIgnoreCase);
}
