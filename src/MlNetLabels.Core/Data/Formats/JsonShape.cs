using System.Text.Json;

namespace MlNetLabels.Data.Formats;

/// <summary>The outline of a JSON file: what it is on top, and the members that tell formats apart.</summary>
/// <param name="IsList">A list; its first element's members are named.</param>
/// <param name="Members">Names of the members, in order; at most 100.</param>
internal sealed record JsonShape(bool IsList, IReadOnlyList<string> Members)
{
    private const int MostMembers = 100,
        MostNamed = 8;

    /// <summary>Whether it has all of these.</summary>
    public bool Has(params ReadOnlySpan<string> members)
    {
        foreach (string member in members)
            if (!Members.Contains(member))
                return false;
        return true;
    }

    /// <summary>As in: an object with the members info, images, ...</summary>
    public override string ToString() =>
        Members.Count == 0
            ? $"({(IsList ? "a list" : "an object")} without members)"
            : $"({(IsList ? "a list of objects" : "an object")} with the members "
                + $"{string.Join(", ", Members.Take(MostNamed))}{(Members.Count > MostNamed ? ", ..." : "")})";

    /// <summary>The outline; null where it is neither an object nor a list of objects.</summary>
    /// <exception cref="JsonException">It is no JSON as far as it was read.</exception>
    public static JsonShape? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read())
            return null;
        bool isList = reader.TokenType == JsonTokenType.StartArray;
        if (isList && (!reader.Read() || reader.TokenType == JsonTokenType.EndArray))
            return new JsonShape(true, []);
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        var members = new List<string>();
        while (members.Count < MostMembers && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            members.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }
        return new JsonShape(isList, members);
    }
}
