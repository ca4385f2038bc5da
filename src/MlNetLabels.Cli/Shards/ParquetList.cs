using MlNetLabels.Data;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Shards;

/// <summary>A Parquet file that lists paths of images, as data engines write one; read a group of rows at a time.</summary>
internal static class ParquetList
{
    // As a CSV's cells, which it takes the place of.
    private const int MostGroupRows = 10_000_000;

    private static readonly string[] s_files = ["file", "path", "filename", "file_name", "image_path", "image"];

    /// <summary>Whether a file is one: Parquet with a column <c>file</c>, or with one of paths and none of images.</summary>
    public static bool Is(string path) => IsParquet(path) && SchemaOf(path) is not null;

    /// <summary>The list.</summary>
    /// <param name="images">The file.</param>
    /// <param name="folder">What its names are relative to.</param>
    /// <param name="note">Told which columns are left out.</param>
    /// <exception cref="InvalidInputException">A column is of a type that no list has.</exception>
    public static ShardListReader Open(string images, string folder, Action<string>? note)
    {
        var schema = SchemaOf(images)!;
        var ofBytes = schema.GetDataFields().Where(ParquetCells.AreBytes).Select(x => x.Path.FirstPart).ToHashSet();
        Field[] bytes = [.. schema.Fields.Where(x => ofBytes.Contains(x.Name))];
        if (schema.Fields.Except(bytes).FirstOrDefault(x => !IsCell(x)) is { } other)
            throw new InvalidInputException(
                images,
                null,
                $"column '{other.Name}' holds {KindOf(other)}, and a list has texts, numbers, truths and times. Write it as text, or "
                    + "leave it out."
            );
        if (bytes.Length > 0)
            note?.Invoke(
                $"{images}: left out {(bytes.Length == 1 ? "column" : "columns")} {Counted.And([.. bytes.Select(x => $"'{x.Name}'")])} "
                    + "of bytes or JSON: this is a list of paths."
            );
        DataField[] fields = [.. schema.Fields.Except(bytes).Cast<DataField>()];
        int file = FileAt(fields);
        string[] names = [.. fields.Select((field, i) => i == file ? "file" : field.Name)];
        return new(names, folder, Rows());

        IEnumerable<string[]> Rows()
        {
            int groups = Read(images, reader => Task.FromResult(reader.RowGroupCount));
            for (int group = 0; group < groups; group++)
            {
                string?[][] columns = Read(images, reader => Columns(images, reader, group, fields));
                for (int row = 0; row < columns[file].Length; row++)
                {
                    if (string.IsNullOrEmpty(columns[file][row]))
                        throw new InvalidInputException(
                            images,
                            null,
                            $"row {row} of group {group} names no file in column '{fields[file].Name}'."
                        );
                    ShardListReader.CheckAddress(images, null, columns[file][row]!);
                    yield return [.. columns.Select(column => column[row] ?? "")];
                }
            }
        }
    }

    // Null where it is no list: there is no column of paths, or beside one that may be of something else there are images.
    private static ParquetSchema? SchemaOf(string path)
    {
        var schema = Read(path, reader => Task.FromResult(reader.Schema));
        DataField[] cells = [.. schema.Fields.Where(IsCell).Cast<DataField>()];
        return
            FileAt(cells) is >= 0 and int at
            && (cells[at].Name == s_files[0] || !schema.GetDataFields().Any(ParquetCells.AreImages))
            ? schema
            : null;
    }

    private static bool IsCell(Field field) => field is DataField data && ParquetCells.Are(data);

    private static string KindOf(Field field) =>
        field switch
        {
            DataField { IsArray: false, MaxRepetitionLevel: 0 } data => $"values of type {data.ClrType.Name}",
            StructField => "structs",
            MapField => "maps",
            _ => "lists",
        };

    private static int FileAt(DataField[] fields) =>
        s_files
            .Select(name => Array.FindIndex(fields, x => x.Name == name && ParquetCells.AreTexts(x)))
            .Append(-1)
            .FirstOrDefault(i => i >= 0, -1);

    private static async Task<string?[][]> Columns(string path, ParquetReader reader, int at, DataField[] fields)
    {
        using var group = reader.OpenRowGroupReader(at);
        if (group.RowCount is < 0 or > MostGroupRows)
            throw new InvalidInputException(path, null, $"a group has more than {MostGroupRows} rows.");
        var columns = new string?[fields.Length][];
        for (int i = 0; i < fields.Length; i++)
            columns[i] = await ParquetCells.Read(group, fields[i]);
        return columns;
    }

    private static bool IsParquet(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = InputFile.Open(path);
        Span<byte> mark = stackalloc byte[4];
        return file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length
            && mark.SequenceEqual("PAR1"u8);
    }

    private static T Read<T>(string path, Func<ParquetReader, Task<T>> work)
    {
        try
        {
            return Task.Run(async () =>
                {
                    await using var reader = await ParquetReader.CreateAsync(
                        path,
                        new ParquetOptions { TreatByteArrayAsString = false }
                    );
                    return await work(reader);
                })
                .GetAwaiter()
                .GetResult();
        }
        catch (Exception error) when (error is not (InvalidInputException or OperationCanceledException))
        {
            throw new InvalidInputException(
                path,
                null,
                $"the Parquet file is damaged, or of a form that is not read ({error.Message.TrimEnd('.')}).",
                error
            );
        }
    }
}
