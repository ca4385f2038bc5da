using System.Collections.Frozen;
using MlNetLabels.Data;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Datasets;

/// <summary>
/// Embeddings in a Parquet file, a group of rows at a time: a column <c>file</c>, a list of float32 <c>embedding</c>, and
/// what a list says of each image, by <c>list:NAME</c> as parts of shards have it, or by the usual names where another
/// program wrote the file. Not thread-safe.
/// </summary>
public sealed class EmbeddingTable : IDisposable
{
    private const string OfList = "list:",
        Backbone = "mlnetlabels.backbone",
        Run = "mlnetlabels.run",
        Verdict = "verdict";

    // A gigabyte of numbers.
    private const long MostNumbers = 1L << 28;

    private const int MostGroupRows = 10_000_000;

    private static readonly FrozenSet<string> s_usual = FrozenSet.Create(
        "label",
        "class",
        "category",
        "labels",
        "tags",
        "split",
        "group",
        "weight"
    );

    // Of answers, these are what was predicted.
    private static readonly FrozenSet<string> s_answers = FrozenSet.Create("class", "labels");

    private readonly Stream _stream;
    private readonly ParquetReader _reader;
    private readonly DataField _file;
    private readonly DataField _embedding;
    private readonly DataField? _reason;
    private readonly DataField[] _cells;

    private EmbeddingTable(string path, Stream stream, ParquetReader reader)
    {
        (Path, _stream, _reader) = (path, stream, reader);
        var fields = reader.Schema.GetDataFields();
        _file =
            fields.FirstOrDefault(x => x.Name == "file" && ParquetCells.AreTexts(x) && ParquetCells.Are(x))
            ?? throw Problem("there is no column 'file' of texts");
        _embedding =
            fields.FirstOrDefault(x => x.Path.FirstPart == "embedding")
            ?? throw Problem("there is no column 'embedding'");
        if (_embedding.MaxRepetitionLevel != 1 || _embedding.ClrType != typeof(float))
            throw Problem("the column 'embedding' is no list of float32");
        _reason = fields.FirstOrDefault(x => x.Name == "reason" && ParquetCells.AreTexts(x) && ParquetCells.Are(x));
        DataField[] flat = [.. fields.Where(ParquetCells.Are)];
        bool areAnswers = flat.Any(x => x.Name == Verdict),
            areCarried = About(Run) is not null || flat.Any(x => x.Name.StartsWith(OfList, StringComparison.Ordinal));
        _cells =
        [
            .. flat.Where(x =>
                areCarried
                    ? x.Name.StartsWith(OfList, StringComparison.Ordinal)
                    : s_usual.Contains(x.Name) && !(areAnswers && s_answers.Contains(x.Name))
            ),
        ];
        if (
            !areCarried
            && reader.Schema.Fields.FirstOrDefault(x => s_usual.Contains(x.Name) && !flat.Contains(x)) is { } other
        )
            throw Problem($"the column '{other.Name}' is of no texts, numbers, truths or times");
        Columns = [.. _cells.Select(x => areCarried ? x.Name[OfList.Length..] : x.Name)];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What the list says of each image, beside its name.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>What made the embeddings, as JSON; null where the file does not say.</summary>
    public string? BackboneJson => About(Backbone);

    /// <summary>Groups of rows.</summary>
    public int Groups => _reader.RowGroupCount;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidInputException">It is damaged, or has no such columns.</exception>
    public static EmbeddingTable Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var stream = InputFile.Open(path);
        try
        {
            var reader = Wait(
                path,
                () => ParquetReader.CreateAsync(stream, new ParquetOptions { TreatByteArrayAsString = false })
            );
            return new EmbeddingTable(path, stream, reader);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a group says of its rows, without their embeddings.</summary>
    public EmbeddingRows ReadRows(int group) =>
        Wait(
            Path,
            async () =>
            {
                using var reader = _reader.OpenRowGroupReader(group);
                if (reader.RowCount is < 0 or > MostGroupRows)
                    throw Problem($"a group has more than {MostGroupRows} rows");
                string?[] files = await ParquetCells.Read(reader, _file);
                var cells = new string?[_cells.Length][];
                for (int i = 0; i < cells.Length; i++)
                    cells[i] = await ParquetCells.Read(reader, _cells[i]);
                return new EmbeddingRows(
                    [.. files.Select((file, i) => file ?? throw Problem($"row {i} of group {group} names no file"))],
                    _reason is null ? new string?[files.Length] : await ParquetCells.Read(reader, _reason),
                    cells
                );
            }
        );

    /// <summary>
    /// Reads a group's embeddings, one behind the other, and how many numbers each row has: 0 where there is none.
    /// </summary>
    public (ReadOnlyMemory<float> Numbers, int[] Lengths) ReadEmbeddings(int group) =>
        Wait(
            Path,
            async () =>
            {
                using var reader = _reader.OpenRowGroupReader(group);
                long count = reader.GetMetadata(_embedding)?.MetaData?.NumValues ?? 0;
                if (count is < 0 or > MostNumbers)
                    throw Problem("a group of embeddings is larger than 1 GB; write smaller groups of rows");
                var packed = new float[count];
                int[] defined = new int[count],
                    repeated = new int[count];
                await reader.ReadRawAsync(
                    _embedding,
                    packed.AsMemory(),
                    defined.AsMemory(),
                    repeated.AsMemory(),
                    default
                );
                var lengths = new int[checked((int)reader.RowCount)];
                int row = -1,
                    there = 0;
                for (int i = 0; i < count; i++)
                {
                    if (repeated[i] == 0 && ++row >= lengths.Length)
                        throw Problem("there are more embeddings than rows");
                    if (row < 0 || (repeated[i] != 0 && defined[i] != _embedding.MaxDefinitionLevel))
                        throw Problem("a number of an embedding is missing");
                    if (defined[i] != _embedding.MaxDefinitionLevel)
                        continue;
                    if (!float.IsFinite(packed[there++]))
                        throw Problem($"a number of an embedding in group {group} is {packed[there - 1]}");
                    lengths[row]++;
                }
                return ((ReadOnlyMemory<float>)packed.AsMemory(0, there), lengths);
            }
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream.Dispose();
    }

    private string? About(string key) => _reader.CustomMetadata?.GetValueOrDefault(key);

    private InvalidInputException Problem(string why) => new(Path, null, $"{why}, so these are no embeddings to read.");

    private static T Wait<T>(string path, Func<Task<T>> work)
    {
        try
        {
            return Task.Run(work).GetAwaiter().GetResult();
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
