namespace MlNetLabels.Data.Formats;

/// <summary>The formats, in the order in which they are tried: what says most about itself first.</summary>
internal static class DatasetFormats
{
    public static IReadOnlyList<IDatasetFormat> All { get; } =
    [
        new HuggingFaceFormat(),
        new RoboflowFormat(),
        new CocoFormat(),
        new FiftyOneFormat(),
        new VottFormat(),
        new LabelStudioFormat(),
        new CustomVisionFormat(),
        new CreateMLFormat(),
        new DatumaroFormat(),
        new CvatFormat(),
        new VocFormat(),
        new YoloFormat(),
        new GoogleFormat(),
        new CaffeFormat(),
        new TableFormat(),
        new FoldersFormat(),
    ];

    /// <summary>The first that recognises the place; null for none.</summary>
    public static IDatasetFormat? Find(DatasetPlace place) => All.FirstOrDefault(format => format.Recognises(place));

    /// <summary>The format asked for, or the first that recognises the place.</summary>
    public static IDatasetFormat Choose(DatasetPlace place, DatasetOptions options)
    {
        if (options.Format is { } name)
            return All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidInputException(
                    $"The format of a dataset is '{name}'; use one of {string.Join(", ", All.Select(f => f.Name))}."
                );
        return Find(place) ?? throw new InvalidInputException(place.Path, null, UnknownFile.Describe(place));
    }
}
