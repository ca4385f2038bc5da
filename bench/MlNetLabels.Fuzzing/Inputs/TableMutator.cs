using System.Text;
using System.Text.Json;

namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>Changes one cell, name, row or column of a table, as CSV or as JSON Lines.</summary>
internal static class TableMutator
{
    /// <summary>The table with one change; now and then also with its bytes damaged.</summary>
    /// <param name="csv">Plain CSV, without quotes.</param>
    /// <param name="isLines">Whether it is written as JSON Lines.</param>
    /// <param name="random">Chooses.</param>
    public static byte[] Change(string csv, bool isLines, Random random)
    {
        var rows = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x.Split(',').ToList()).ToList();
        int row = random.Next(3) == 0 ? 0 : random.Next(rows.Count),
            column = random.Next(rows[0].Count);
        string value = NastyValues.Texts[random.Next(NastyValues.Texts.Count)];
        switch (random.Next(8))
        {
            case 0:
                rows.Insert(row, [.. rows[random.Next(rows.Count)]]);
                break;
            case 1:
                rows.RemoveAt(row);
                break;
            case 2:
                foreach (var cells in rows.Where(x => x.Count > column))
                    cells.RemoveAt(column);
                break;
            case 3:
                rows[row].Add(value);
                break;
            case 4:
                foreach (var cells in rows.Skip(1))
                    cells[column] = value;
                break;
            default:
                rows[row][column] = value;
                break;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(isLines ? Lines(rows) : Csv(rows));
        return random.Next(8) == 0 ? ByteDamage.Of(bytes, random) : bytes;
    }

    private static string Csv(IEnumerable<List<string>> rows) =>
        string.Concat(
            rows.Select(row =>
                string.Join(
                    ',',
                    row.Select(x =>
                        x.AsSpan().ContainsAny("\",\n\r")
                            ? $"\"{x.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                            : x
                    )
                ) + "\n"
            )
        );

    private static string Lines(List<List<string>> rows) =>
        string.Concat(
            rows.Skip(1)
                .Select(row =>
                    "{"
                    + string.Join(
                        ',',
                        rows[0]
                            .Zip(row)
                            .Select(x =>
                                $"\"{JsonEncodedText.Encode(x.First)}\":\"{JsonEncodedText.Encode(x.Second)}\""
                            )
                    )
                    + "}\n"
                )
        );
}
