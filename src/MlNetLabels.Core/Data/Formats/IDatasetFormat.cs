namespace MlNetLabels.Data.Formats;

/// <summary>One way in which images and their labels are stored.</summary>
internal interface IDatasetFormat
{
    /// <summary>What a user calls it to insist on it.</summary>
    string Name { get; }

    /// <summary>Whether a place looks like it. Cheap, and never throws for what is merely something else.</summary>
    bool Recognises(DatasetPlace place);

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidInputException">It is damaged; the message names file, line and fix.</exception>
    ImageDataset Read(DatasetPlace place, DatasetOptions options);
}
