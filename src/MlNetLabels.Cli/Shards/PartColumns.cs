using Parquet.Schema;

namespace MlNetLabels.Cli.Shards;

/// <summary>
/// The columns of a part: row, file, SHA-256, reason, embedding, and of a model's answers those of <c>predict</c>'s CSV,
/// by the same names. What else the list says of an image, such as its class, comes along by <c>list:</c> and its name.
/// </summary>
/// <param name="Texts">Columns of texts behind the embedding.</param>
/// <param name="Numbers">Columns of numbers, last.</param>
/// <param name="Carried">How many of the texts, which come first, are the list's.</param>
internal sealed record PartColumns(IReadOnlyList<string> Texts, IReadOnlyList<string> Numbers, int Carried = 0)
{
    private const string OfList = "list:";

    private static readonly string[] s_texts =
    [
        "verdict",
        "class",
        "labels",
        "calibrated",
        "domain_check",
        "new_class_check",
        "sets",
        "class_set",
        "label_set",
    ];

    private static readonly string[] s_numbers = ["domain_score", "domain_p_value", "new_class_p_value"];

    /// <summary>Number of the row in the list, from 0.</summary>
    public DataField Row { get; } = new DataField<long>("row");

    /// <summary>The file, as the list names it.</summary>
    public DataField File { get; } = new DataField<string>("file");

    /// <summary>Of the image's bytes; null where there is no embedding.</summary>
    public DataField Sha256 { get; } = new DataField<string>("sha256");

    /// <summary>Why there is no embedding; null where there is one.</summary>
    public DataField Reason { get; } = new DataField<string>("reason");

    public static PartColumns OfRun(ShardRun run) => Of(run.Model, [.. run.Columns.Where(name => name != "file")]);

    public static PartColumns Of(ShardModel? model, params IReadOnlyList<string> carried)
    {
        string[] list = [.. carried.Select(name => OfList + name)];
        return model is null
            ? new(list, [], list.Length)
            : new(
                [.. list, .. s_texts],
                [
                    .. s_numbers,
                    .. model.Classes.Select(name => $"class:{name}"),
                    .. model.Labels.Select(name => $"label:{name}"),
                ],
                list.Length
            );
    }

    public ParquetSchema Schema() =>
        new([
            Row,
            File,
            Sha256,
            Reason,
            new ListField("embedding", new DataField<float>("element")),
            .. Texts.Select(name => new DataField<string>(name)),
            .. Numbers.Select(name => new DataField<double>(name, nullable: true)),
        ]);
}
