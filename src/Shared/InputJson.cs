using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace MlNetLabels.Data;

/// <summary>
/// One look at JSON that came from outside, before anything is made of it: its texts are valid and its numbers finite.
/// The serializer would take or refuse them one by one, each in its own way.
/// </summary>
internal static class InputJson
{
    private static readonly SearchValues<string> s_places = SearchValues.Create(
        [" Path: ", " LineNumber: "],
        StringComparison.Ordinal
    );

    // What .NET's reader says where the text ends within something.
    private static readonly string[] s_cutOff = ["end of the JSON payload", "reached end"];

    /// <summary>Checks a document.</summary>
    /// <param name="json">The document, as UTF-8.</param>
    /// <param name="options">What it may hold beyond the standard; its depth is bounded either way.</param>
    /// <exception cref="JsonException">It is no JSON, or holds what no text or no number is.</exception>
    public static void Check(ReadOnlySpan<byte> json, JsonReaderOptions options = default)
    {
        if (!Utf8.IsValid(json))
            throw new JsonException("it is not UTF-8 text.");
        var reader = new Utf8JsonReader(json, options);
        while (reader.Read())
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName or JsonTokenType.String when reader.ValueIsEscaped:
                    CheckText(ref reader, json);
                    break;
                case JsonTokenType.Number when !(reader.TryGetDouble(out double value) && double.IsFinite(value)):
                    throw Wrong("a number is beyond what can be counted with", ref reader, json);
            }
    }

    /// <summary>What is wrong, in words for people: those of .NET's reader are for programmers, and count from 0.</summary>
    public static string Reason(Exception error)
    {
        string message = error.Message;
        int end = message.AsSpan().IndexOfAny(s_places);
        string said = end < 0 ? message : message[..end];
        if (After(said, "including: ") is { } missing)
            return $"there is no {missing.Replace('\'', '"').TrimEnd('.')}.";
        if (said.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return $"'{Quoted(said)}' is not known here.";
        if (error is not JsonException json || end < 0)
            return said;
        if (said.Contains("could not be converted to", StringComparison.Ordinal))
            return $"what stands at {json.Path ?? "$"} is not what belongs there.";
        string place = string.Create(
            CultureInfo.InvariantCulture,
            $"line {(json.LineNumber ?? 0) + 1}, character {(json.BytePositionInLine ?? 0) + 1}"
        );
        return s_cutOff.Any(words => said.Contains(words, StringComparison.OrdinalIgnoreCase))
                ? $"it ends too early, at {place}."
            : said.Contains("after a single JSON value", StringComparison.Ordinal)
                ? $"something stands behind its end, at {place}."
            : $"it goes wrong at {place}.";
    }

    private static string? After(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and int at ? text[(at + mark.Length)..] : null;

    private static string Quoted(string text) => text.Split('\'') is [_, var name, ..] ? name : text;

    private static void CheckText(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        try
        {
            if (reader.GetString()!.Contains('\0'))
                throw Wrong("a text holds a zero character", ref reader, json);
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a text holds half a character", ref reader, json);
        }
    }

    private static JsonException Wrong(string what, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        string place = PlaceOf(json, reader.TokenStartIndex, reader.CurrentState.Options);
        long line = json[..(int)reader.TokenStartIndex].Count((byte)'\n');
        return new JsonException($"{place}: {what}.", place, line, null);
    }

    // From the start once more, which only what is refused has to pay for.
    private static string PlaceOf(ReadOnlySpan<byte> json, long at, JsonReaderOptions options)
    {
        var steps = new Stack<(string? Name, int Index)>();
        var reader = new Utf8JsonReader(json, options);
        while (reader.Read() && reader.TokenStartIndex < at)
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    steps.Pop();
                    steps.Push(("." + JsonEncodedText.Encode(reader.ValueSpan), 0));
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    steps.Push((reader.TokenType == JsonTokenType.StartObject ? "" : null, 0));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    steps.Pop();
                    Next(steps);
                    break;
                default:
                    Next(steps);
                    break;
            }
        return "$" + string.Concat(steps.Reverse().Select(x => x.Name ?? $"[{x.Index}]"));
    }

    private static void Next(Stack<(string? Name, int Index)> steps)
    {
        if (steps.TryPop(out var step))
            steps.Push((step.Name, step.Index + 1));
    }
}
