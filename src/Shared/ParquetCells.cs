using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Data;

/// <summary>Columns of texts, numbers and truths of a Parquet file, as a list has them: as text.</summary>
internal static class ParquetCells
{
    private static readonly Type[] s_kinds =
    [
        typeof(string),
        typeof(ReadOnlyMemory<char>),
        typeof(long),
        typeof(int),
        typeof(short),
        typeof(bool),
        typeof(double),
        typeof(float),
    ];

    /// <summary>Whether a column is one of those: one value a row.</summary>
    public static bool Are(DataField field) =>
        field.Path.Length == 1 && field.MaxRepetitionLevel == 0 && s_kinds.Contains(field.ClrType);

    /// <summary>Whether it is one of texts.</summary>
    public static bool AreTexts(DataField field) =>
        field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    /// <summary>The cells of a group; null where there is none.</summary>
    public static Task<string?[]> Read(ParquetRowGroupReader group, DataField field)
    {
        int count = checked((int)group.RowCount);
        return AreTexts(field) ? Texts()
            : field.ClrType == typeof(long) ? Numbers<long>()
            : field.ClrType == typeof(int) ? Numbers<int>()
            : field.ClrType == typeof(short) ? Numbers<short>()
            : field.ClrType == typeof(double) ? Numbers<double>()
            : field.ClrType == typeof(float) ? Numbers<float>()
            : Truths();

        async Task<string?[]> Texts()
        {
            var texts = new string?[count];
            await group.ReadAsync(field, texts.AsMemory()!, null, default);
            return texts;
        }

        async Task<string?[]> Numbers<T>()
            where T : struct, IFormattable =>
            [.. (await Values<T>()).Select(x => x?.ToString(null, CultureInfo.InvariantCulture))];

        async Task<string?[]> Truths() =>
            [
                .. (await Values<bool>()).Select(x =>
                    x is not { } given ? null
                    : given ? "1"
                    : "0"
                ),
            ];

        async Task<T?[]> Values<T>()
            where T : struct
        {
            var values = new T?[count];
            if (field.IsNullable)
                await group.ReadAsync<T>(field, values.AsMemory(), null, default);
            else
            {
                var given = new T[count];
                await group.ReadAsync<T>(field, given.AsMemory(), null, default);
                for (int i = 0; i < count; i++)
                    values[i] = given[i];
            }
            return values;
        }
    }
}
