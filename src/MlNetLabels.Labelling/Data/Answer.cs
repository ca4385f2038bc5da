using System.Text.Json.Serialization;

namespace MlNetLabels.Labelling.Data;

/// <summary>What somebody said of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerKind>))]
internal enum AnswerKind
{
    /// <summary>Nobody said anything yet.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Its class, or which labels it has.</summary>
    [JsonStringEnumMemberName("labels")]
    Labels,

    /// <summary>It shows none of the classes or labels.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Somebody looked and cannot say.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Put off: open, but last in the queue.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,
}

/// <summary>
/// An answer. What is neither among the labels that are there nor among those that are not is unknown, as a label that was
/// added later is.
/// </summary>
/// <param name="Kind">What was said.</param>
/// <param name="Labels">What is there: of classes exactly one.</param>
/// <param name="Absent">Of label sets, what is known not to be there.</param>
internal sealed record Answer(AnswerKind Kind, IReadOnlyList<string> Labels, IReadOnlyList<string> Absent)
{
    public static Answer Open { get; } = Of(AnswerKind.Open);

    public static Answer Of(AnswerKind kind) => new(kind, [], []);

    public static Answer Class(string name) => new(AnswerKind.Labels, [name], []);

    /// <summary>Of label sets: what is there, and what is not; nothing that is there is <see cref="AnswerKind.None"/>.</summary>
    public static Answer Set(IEnumerable<string> labels, IEnumerable<string> absent, int known)
    {
        string[] there = [.. labels.Distinct().Order(StringComparer.Ordinal)],
            missing = [.. absent.Except(there).Distinct().Order(StringComparer.Ordinal)];
        return new(
            there.Length == 0 && missing.Length >= known ? AnswerKind.None
                : there.Length + missing.Length == 0 ? AnswerKind.Unknown
                : AnswerKind.Labels,
            there,
            missing
        );
    }

    /// <summary>Whether somebody looked at it and said what there is to say.</summary>
    [JsonIgnore]
    public bool IsDone => Kind is AnswerKind.Labels or AnswerKind.None or AnswerKind.Unknown;

    /// <summary>Whether the list of labels has something to say of it.</summary>
    [JsonIgnore]
    public bool IsListed => Labels.Count + Absent.Count > 0;

    /// <summary>Whether it can be said where each image has one class.</summary>
    [JsonIgnore]
    public bool IsOneClass => Absent.Count == 0 && Labels.Count == (Kind == AnswerKind.Labels ? 1 : 0);

    /// <summary>Whether a list says the same of both: of what it does not list, nothing.</summary>
    public bool IsListedAs(Answer other) =>
        !IsListed && !other.IsListed
        || Labels.SequenceEqual(other.Labels, StringComparer.Ordinal)
            && Absent.SequenceEqual(other.Absent, StringComparer.Ordinal);

    public bool Equals(Answer? other) =>
        other is not null
        && Kind == other.Kind
        && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal)
        && Absent.SequenceEqual(other.Absent, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Kind, Labels.Count, Absent.Count);

    /// <summary>For people.</summary>
    public override string ToString() =>
        Kind switch
        {
            AnswerKind.Open or AnswerKind.Skip => "open",
            AnswerKind.None => "none",
            AnswerKind.Unknown => "unknown",
            _ => Labels.Count > 0 ? string.Join(", ", Labels) : "none of " + string.Join(", ", Absent),
        };
}
