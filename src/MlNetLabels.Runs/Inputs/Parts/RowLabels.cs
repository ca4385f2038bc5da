using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Runs;

/// <summary>What is known of the rows of parts: by their own columns, or by a list that names their files.</summary>
internal abstract class RowLabels
{
    /// <summary>Rows of the same class are of one stratum; null where nobody labelled a row.</summary>
    public abstract string? StratumOf(EmbeddingRows rows, int row);

    /// <summary>What is said of a row; two rows of one file of which the same is said are one image.</summary>
    public abstract IEnumerable<string?> SaidOf(EmbeddingRows rows, int row);

    /// <summary>How many classes or labels rows of these strata have, or a few more.</summary>
    public abstract int CountNames(IEnumerable<string> strata);

    /// <summary>The dataset of some rows.</summary>
    /// <param name="source">Where they come from, as the user named it.</param>
    /// <param name="rows">Groups, and the rows of each that are taken.</param>
    /// <param name="reading">How labels are to be read.</param>
    public abstract ImageDataset Read(
        string source,
        IEnumerable<(EmbeddingRows Rows, IReadOnlyList<int> Taken)> rows,
        DatasetOptions reading
    );

    /// <summary>By a list, whose rows are held.</summary>
    public static RowLabels OfList(string path, ImageDataset listed) => new ByFile(path, listed);

    /// <summary>By columns.</summary>
    public static RowLabels OfColumns(IReadOnlyList<string> columns, DatasetOptions reading) =>
        new ByColumns(columns, reading);

    private sealed class ByFile(string path, ImageDataset listed) : RowLabels
    {
        private readonly Dictionary<string, ImageRow> _rows = Named(path, listed);

        public override string? StratumOf(EmbeddingRows rows, int row) =>
            _rows.GetValueOrDefault(rows.Files[row]) is { } own
                ? string.Concat(own.Labels.Select(x => (char)('1' + (int)x))) + own.Split
                : null;

        public override IEnumerable<string?> SaidOf(EmbeddingRows rows, int row) => [];

        public override int CountNames(IEnumerable<string> strata) => listed.LabelNames.Count;

        public override ImageDataset Read(
            string source,
            IEnumerable<(EmbeddingRows Rows, IReadOnlyList<int> Taken)> rows,
            DatasetOptions reading
        ) => listed with { Rows = [.. rows.SelectMany(x => x.Taken.Select(i => _rows[x.Rows.Files[i]]))] };

        private static Dictionary<string, ImageRow> Named(string path, ImageDataset listed)
        {
            var rows = new Dictionary<string, ImageRow>(StringComparer.Ordinal);
            foreach (var row in listed.Rows)
                if (!rows.TryAdd(row.File, row))
                    throw new InvalidInputException(path, row.Line, $"'{row.File}' is listed twice.");
            return rows;
        }
    }

    private sealed class ByColumns : RowLabels
    {
        private const char BetweenCells = '\u001F';

        private readonly IReadOnlyList<string> _columns;
        private readonly int _class,
            _list;
        private readonly int[] _kinds,
            _said;

        public ByColumns(IReadOnlyList<string> columns, DatasetOptions reading)
        {
            _columns = columns;
            _class = IndexOf(reading.LabelColumn is { } given ? [given] : ColumnNames.Class);
            _list = IndexOf(ColumnNames.List);
            int[] split = [.. new[] { IndexOf(ColumnNames.Split) }.Where(i => i >= 0)];
            string[] others = [ColumnNames.Group, ColumnNames.Weight, ColumnNames.Who, ColumnNames.When];
            _kinds =
                _class >= 0 ? [_class, .. split]
                : _list >= 0 ? [_list, .. split]
                : [.. Enumerable.Range(0, columns.Count).Where(i => !others.Contains(columns[i]))];
            _said = [.. _kinds.Union([IndexOf([ColumnNames.Group]), IndexOf([ColumnNames.Weight])]).Where(i => i >= 0)];
        }

        public override string? StratumOf(EmbeddingRows rows, int row) =>
            _class >= 0 && string.IsNullOrWhiteSpace(rows.Cells[_class][row])
                ? null
                : string.Join(BetweenCells, _kinds.Select(k => rows.Cells[k][row]));

        public override IEnumerable<string?> SaidOf(EmbeddingRows rows, int row) =>
            _said.Select(k => rows.Cells[k][row]);

        public override int CountNames(IEnumerable<string> strata) =>
            _class < 0 && _list < 0
                ? _kinds.Length
                : strata
                    .Select(stratum => stratum.Split(BetweenCells)[0])
                    .SelectMany(cell => _class >= 0 ? [cell] : cell.Split([';', '|', ',']))
                    .Distinct(StringComparer.Ordinal)
                    .Count();

        // As a list of the same rows beside an .npy file, by the same reader.
        public override ImageDataset Read(
            string source,
            IEnumerable<(EmbeddingRows Rows, IReadOnlyList<int> Taken)> rows,
            DatasetOptions reading
        )
        {
            string folder = Directory.CreateTempSubdirectory("mlnetlabels-rows-").FullName,
                list = Path.Combine(folder, "rows.csv");
            try
            {
                using (var text = new StreamWriter(list))
                    CsvText.WriteTo(text, Cells());
                return DatasetReader.Read(list, reading with { Classes = [], FindImages = false }) with
                {
                    Source = source,
                };
            }
            catch (InvalidInputException error)
            {
                throw new InvalidInputException(error.Message.Replace(list, source, StringComparison.Ordinal), error);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }

            IEnumerable<IEnumerable<string>> Cells()
            {
                yield return _columns.Prepend("file");
                foreach (var (group, taken) in rows)
                foreach (int i in taken)
                    yield return group.Cells.Select(column => column[i] ?? "").Prepend(group.Files[i]);
            }
        }

        private int IndexOf(IEnumerable<string> names) =>
            names
                .Select(name => _columns.ToList().FindIndex(x => x.Equals(name, StringComparison.OrdinalIgnoreCase)))
                .Append(-1)
                .FirstOrDefault(i => i >= 0, -1);
    }
}
