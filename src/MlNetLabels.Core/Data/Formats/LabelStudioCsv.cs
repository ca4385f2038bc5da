using System.Text.Json;

namespace MlNetLabels.Data.Formats;

/// <summary>Label Studio's CSV: a row for each answer, with a column for each control; several labels as JSON.</summary>
internal static class LabelStudioCsv
{
    public static bool Recognises(DatasetPlace place)
    {
        if (!place.HasExtension(".csv", ".tsv"))
            return false;
        try
        {
            var columns = Table.Read(place.Path).Columns;
            return columns.Contains("annotation_id")
                && (columns.Contains("annotator") || columns.Contains("lead_time"));
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    public static void Read(string file, AnnotatorVotes votes, HashSet<string> seen)
    {
        var table = Table.Read(file);
        foreach (var row in table.Rows)
        {
            string image =
                LabelStudioPath.Find(table.Columns.Select(c => (c, row[c])))
                ?? throw new InvalidInputException(file, row.Line, "the row names no image.");
            seen.Add(image);
            var labels = table
                .Columns.Where(column => !LabelStudioMin.IsOwn(column) && row[column] != image)
                .SelectMany(column => LabelsOf(row[column]))
                .ToHashSet();
            // A cancelled task has a row without an answer.
            if (labels.Count > 0)
                votes.Add(image, labels);
        }
    }

    private static IEnumerable<string> LabelsOf(string cell)
    {
        if (cell.Length == 0)
            return [];
        if (cell[0] is not ('{' or '['))
            return [cell];
        try
        {
            using var json = JsonDocument.Parse(cell);
            return [.. LabelStudioMin.LabelsOf(json.RootElement)];
        }
        catch (JsonException)
        {
            return [cell];
        }
    }
}
