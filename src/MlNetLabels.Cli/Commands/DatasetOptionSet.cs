using System.CommandLine;
using System.CommandLine.Parsing;
using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Cli.Commands;

/// <summary>How a dataset is to be read, where looking at it does not tell: the same on every verb that reads one.</summary>
internal sealed class DatasetOptionSet
{
    private readonly Option<string?> _format = new("--data-format")
    {
        Description = "What the data are, to insist on it; found out by looking when left out.",
    };
    private readonly Option<string?> _images;
    private readonly Option<string?> _file = new("--file-column")
    {
        Description = "Column of a table that names the images; the usual names when left out.",
    };
    private readonly Option<string?> _label = new("--label-column")
    {
        Description = "Column of a table with the class or a list of labels; the usual names when left out.",
    };
    private readonly Option<string[]> _labels = CommonOptions.Names(
        "--label-columns",
        "Columns of a table that are a label each (1, 0 or blank), separated by commas."
    );
    private readonly Option<string[]> _ignore = CommonOptions.Names(
        "--ignore-columns",
        "Columns of a table, or labels, to leave out, separated by commas."
    );
    private readonly Option<bool> _oneClass = new("--one-class")
    {
        Description = "Take the label of each image, of which there must be exactly one, as its class.",
    };

    /// <param name="command">Gets the options.</param>
    /// <param name="images">What the folder of images is called, where --images is taken.</param>
    public DatasetOptionSet(Command command, string images = "--images")
    {
        _images = new(images)
        {
            Description = "Folder that holds the images, where they are not beside what lists them.",
        };
        _format.Accept([.. PackedDataset.Formats]);
        foreach (var option in All)
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_label) is not null && result.GetValue(_labels) is { Length: > 0 })
                result.AddError("--label-column and --label-columns exclude each other; give one of them.");
        });
    }

    /// <summary>Where the images are.</summary>
    public Option Images => _images;

    /// <summary>Refuses what says nothing of embeddings that are made already.</summary>
    public void CheckMade(CommandResult result, Option<string?> embeddings)
    {
        if (result.GetValue(embeddings) is not null && result.IsGiven(_format))
            result.AddError($"{_format.Name} is of --data, and --embeddings are read as what they are; leave it out.");
    }

    public IEnumerable<Option> All => [_format, _images, _file, _label, _labels, _ignore, _oneClass];

    public DatasetOptions Given(ParseResult parsed) =>
        new()
        {
            Format = parsed.GetValue(_format),
            Images = parsed.GetValue(_images),
            FileColumn = parsed.GetValue(_file),
            LabelColumn = parsed.GetValue(_label),
            LabelColumns = parsed.GetValue(_labels) is { Length: > 0 } labels ? labels : [],
            IgnoreColumns = parsed.GetValue(_ignore) is { Length: > 0 } ignored ? ignored : [],
            OneClass = parsed.GetValue(_oneClass),
        };
}
