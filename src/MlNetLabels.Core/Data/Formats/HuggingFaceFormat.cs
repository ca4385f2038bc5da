namespace MlNetLabels.Data.Formats;

/// <summary>
/// Hugging Face's image folder: <c>metadata.csv</c> or <c>metadata.jsonl</c> with <c>file_name</c>, beside the images
/// or in a folder for each split. Members that hold more than text are passed over.
/// </summary>
internal sealed class HuggingFaceFormat : IDatasetFormat
{
    private static readonly string[] s_files = ["metadata.csv", "metadata.jsonl"];

    public string Name => "hugging-face";

    public bool Recognises(DatasetPlace place) => place.IsFolder && PartsOf(place).Length > 0;

    public ImageDataset Read(DatasetPlace place, DatasetOptions options)
    {
        var parts = PartsOf(place);
        return parts.Length > 0
            ? TableParts.Build(
                place,
                options,
                "a Hugging Face image folder",
                parts,
                (table, given) =>
                    table.Columns.Contains("file_name")
                        ? given with
                        {
                            FileColumn = given.FileColumn ?? "file_name",
                        }
                        : given
            )
            : throw new InvalidInputException(place.Path, null, "there is no metadata.csv or metadata.jsonl in it.");
    }

    private static TablePart[] PartsOf(DatasetPlace place) =>
        [
            .. place.Parts.SelectMany(part =>
                s_files
                    .SelectMany(file => DatasetPlace.Files(part.Folder, file))
                    .Select(file => new TablePart(file, part.Split, part.Folder))
            ),
        ];
}
