using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>Cells that say of one label whether an image has it.</summary>
internal static class LabelCells
{
    /// <summary>As people and programs write it; null for what says something else.</summary>
    public static LabelState? Parse(string cell) =>
        cell.ToUpperInvariant() switch
        {
            "1" or "1.0" or "TRUE" or "YES" => LabelState.Present,
            "0" or "0.0" or "FALSE" or "NO" => LabelState.Absent,
            "" or "-1" or "-1.0" or "NAN" or "NA" or "N/A" or "<NA>" or "NULL" => LabelState.Unknown,
            _ => null,
        };

    private static readonly string[] s_marks =
    [
        "X",
        "\u2713",
        "\u2714",
        "\u2717",
        "\u2718",
        "+",
        "-",
        "\u2013",
        "Y",
        "N",
        "J",
        "JA",
        "NEIN",
        "OUI",
        "NON",
        "SI",
        "S\u00CD",
        "S\u00CC",
        "WAHR",
        "FALSCH",
        "VRAI",
        "FAUX",
        "VERDADERO",
        "FALSO",
        "VERO",
        "PRESENT",
        "ABSENT",
    ];

    /// <summary>Whether people write a cell for there and not there, which is not read; or it is a percentage.</summary>
    public static bool IsMark(string cell) =>
        s_marks.Contains(cell.ToUpperInvariant())
        || (
            cell.EndsWith('%')
            && double.TryParse(
                cell.TrimEnd('%').TrimEnd().Replace(',', '.'),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out _
            )
        );

    /// <summary>The label's state on every row.</summary>
    public static LabelState Read(Table table, TableRow row, string label) =>
        Parse(row[label])
        ?? throw new InvalidInputException(
            table.File,
            row.Line,
            IsFraction(row[label])
                    ? $"label '{label}' is '{row[label]}', a number that is neither 1 (there) nor 0 (not there). Round it, or leave the "
                        + "column out with --ignore-columns."
                : HasDecimalComma(row[label])
                    ? $"label '{label}' is '{row[label]}': write numbers with a point, such as 1.0."
                : $"label '{label}' is '{row[label]}'; use 1 (there), 0 (not there) or nothing (unknown), or leave the "
                    + $"column out with --ignore-columns."
        );

    /// <summary>Whether a cell is a number, with a point or a comma, that is no whole one.</summary>
    public static bool IsFraction(string cell) =>
        (HasDecimalComma(cell) || cell.Contains('.'))
        && double.TryParse(
            cell.Replace(',', '.'),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out double value
        )
        && value != Math.Floor(value);

    /// <summary>Whether a cell is a number with a comma where its point belongs.</summary>
    public static bool HasDecimalComma(string cell) =>
        cell.IndexOf(',') is > 0 and int comma
        && comma < cell.Length - 1
        && cell.TrimStart('-', '+').Count(c => !char.IsAsciiDigit(c)) == 1;
}
