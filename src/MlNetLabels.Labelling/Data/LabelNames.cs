using System.Collections.Frozen;
using MlNetLabels.Data;

namespace MlNetLabels.Labelling.Data;

/// <summary>Names of classes and labels that a list can hold and reading finds again.</summary>
internal static class LabelNames
{
    public const int Longest = 100;

    // Columns that reading takes for something else than a label.
    private static readonly FrozenSet<string> s_columns = ColumnNames.All.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a name cannot be used; null where it can.</summary>
    public static string? Problem(string name, bool isSets, IEnumerable<string> known) =>
        name.Trim().Length == 0 ? "the name is empty."
        : name.Length > Longest ? $"the name is longer than {Longest} characters."
        : name != name.Trim() ? "blanks around a name are no part of it."
        : name.Any(char.IsControl) ? "the name holds a control character."
        : name is "nan" or "NaN" ? $"'{name}' is what programs write into empty cells."
        : known.Contains(name, StringComparer.Ordinal) ? $"there is '{name}' already."
        : !isSets ? null
        : name.AsSpan().IndexOfAny(";|,[]") >= 0 ? "names of labels hold no ; | , [ or ], which separate them in lists."
        : s_columns.Contains(name) ? $"'{name}' is what a column of a list is called; take another name."
        : null;
}
