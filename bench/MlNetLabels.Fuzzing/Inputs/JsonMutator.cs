using System.Text;
using System.Text.Json;

namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>
/// Puts something else in the place of one member or element of a JSON document, or takes it away, doubles it, or gives
/// it another name: the document stays whole around it, so that the change gets as far as its reader.
/// </summary>
internal static class JsonMutator
{
    /// <summary>The document with one change; now and then also with its bytes damaged.</summary>
    public static byte[] Change(string json, Random random)
    {
        using var document = JsonDocument.Parse(json);
        // Members first and then one of their places, or the longest list would get nearly all of it.
        var places = new List<string>();
        List(document.RootElement, "$", places);
        string[] members = [.. places.Distinct()];
        string member = members[random.Next(members.Length)];
        int[] those = [.. Enumerable.Range(0, places.Count).Where(i => places[i] == member)];
        int chosen = those[random.Next(those.Length)];
        string value = NastyValues.Json[random.Next(NastyValues.Json.Count)];
        var way = (Way)random.Next(6);
        var text = new StringBuilder(json.Length + value.Length);
        Write(document.RootElement, text, ref chosen, way, value);
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        return random.Next(12) == 0 ? ByteDamage.Of(bytes, random) : bytes;
    }

    private enum Way
    {
        Replace,
        ReplaceToo,
        ReplaceAsWell,
        Remove,
        Double,
        Rename,
    }

    // In the order in which they are written.
    private static void List(JsonElement element, string path, List<string> places)
    {
        places.Add(path);
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
                List(member.Value, $"{path}.{member.Name}", places);
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                List(item, path + "[]", places);
    }

    // Counts down to the place that was chosen.
    private static void Write(JsonElement element, StringBuilder text, ref int chosen, Way way, string value)
    {
        if (chosen-- == 0)
        {
            text.Append(way is Way.Double or Way.Rename or Way.Remove ? element.GetRawText() : value);
            return;
        }
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in element.EnumerateObject())
                    Write(member.Value, JsonEncodedText.Encode(member.Name).ToString(), text, ref chosen, way, value);
                End(text, '}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in element.EnumerateArray())
                    Write(item, null, text, ref chosen, way, value);
                End(text, ']');
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void Write(
        JsonElement element,
        string? name,
        StringBuilder text,
        ref int chosen,
        Way way,
        string value
    )
    {
        bool isChosen = chosen == 0;
        if (isChosen && way == Way.Remove)
        {
            chosen--;
            return;
        }
        string shown = isChosen && way == Way.Rename ? name + "x" : name ?? "";
        int at = text.Length;
        if (name is not null)
            text.Append('"').Append(shown).Append("\":");
        Write(element, text, ref chosen, way, value);
        text.Append(',');
        if (isChosen && way == Way.Double)
            text.Append(text.ToString(at, text.Length - at));
    }

    private static void End(StringBuilder text, char bracket)
    {
        if (text[^1] == ',')
            text.Length--;
        text.Append(bracket);
    }
}
