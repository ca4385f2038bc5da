using System.Text.Json;

namespace MlNetLabels.Data.Formats;

/// <summary>Label Studio's JSON-MIN: an object for each answer, with a member for each control.</summary>
internal static class LabelStudioMin
{
    private static readonly string[] s_own =
    [
        "id",
        "annotator",
        "annotation_id",
        "created_at",
        "updated_at",
        "lead_time",
        "agreement",
        "comment",
    ];

    /// <summary>Whether a member or column is of an answer itself, and none of a control.</summary>
    public static bool IsOwn(string name) => s_own.Contains(name);

    public static void Read(string file, AnnotatorVotes votes, HashSet<string> seen)
    {
        foreach (var answer in JsonInput.Read(file, FormatJson.Default.DictionaryStringJsonElementArray))
        {
            string image =
                LabelStudioPath.Find(
                    answer
                        .Where(m => m.Value.ValueKind == JsonValueKind.String)
                        .Select(m => (m.Key, m.Value.GetString()!))
                ) ?? throw new InvalidInputException(file, null, "an answer names no image.");
            seen.Add(image);
            var labels = answer
                .Where(member => !IsOwn(member.Key) && !IsImage(member.Value, image))
                .SelectMany(member => LabelsOf(member.Value))
                .ToHashSet();
            if (labels.Count > 0)
                votes.Add(image, labels);
        }
    }

    /// <summary>A text, {"choices": [...]}, or a list of regions with their labels.</summary>
    public static IEnumerable<string> LabelsOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text ? [text] : [],
            JsonValueKind.Array => value.EnumerateArray().SelectMany(LabelsOf),
            JsonValueKind.Object => value
                .EnumerateObject()
                .Where(m => m.Name == "choices" || m.Name.EndsWith("labels", StringComparison.Ordinal))
                .SelectMany(m => LabelsOf(m.Value)),
            _ => [],
        };

    private static bool IsImage(JsonElement value, string image) =>
        value.ValueKind == JsonValueKind.String && value.GetString() == image;
}
