using MlNetLabels.Data;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>Answers on stdout as they come; what waits to be printed does not grow with their number.</summary>
internal abstract class PredictionOutput : IDisposable
{
    public const string Text = "text",
        OneDocument = "json",
        Lines = "ndjson",
        Csv = "csv";

    /// <summary>Images answered so far.</summary>
    public int Images { get; private set; }

    /// <summary>Files that could not be used so far.</summary>
    public int Skipped { get; private set; }

    /// <summary>Where it goes; null for stdout.</summary>
    private TextWriter? _file;

    /// <summary>The output of a format.</summary>
    /// <param name="format">One of the four.</param>
    /// <param name="model">The bundle, as given.</param>
    /// <param name="verbose">Whether a table shows all probabilities.</param>
    /// <param name="sets">Whether a table shows prediction sets.</param>
    /// <param name="top">How many of the likeliest classes and labels are given; null for what the format gives.</param>
    /// <param name="file">Where it goes; null for stdout, the only place for tables.</param>
    public static PredictionOutput For(
        string format,
        string model,
        bool verbose,
        bool sets,
        int? top = null,
        TextWriter? file = null
    )
    {
        PredictionOutput output = format switch
        {
            OneDocument => new PredictionJson(model, top),
            Lines => new PredictionLines(top),
            Csv => new PredictionCsv(top),
            _ => new PredictionTable(verbose, sets, top),
        };
        output._file = file;
        return output;
    }

    /// <summary>The format that a file's name asks for; null for none.</summary>
    public static string? FormatOf(string? file) =>
        Path.GetExtension(file)?.ToUpperInvariant() switch
        {
            ".CSV" => Csv,
            ".JSON" => OneDocument,
            ".NDJSON" or ".JSONL" => Lines,
            _ => null,
        };

    /// <summary>Whether a file may be written: it is not there, or holds predictions, and no list of labels, say.</summary>
    public static void Check(string file) =>
        OutputPlace.CheckHolds(file, "list of predictions", "verdict", "\"reason\"");

    /// <summary>Takes the next answers.</summary>
    public void Take(PredictResult part)
    {
        Images += part.Images.Count;
        Skipped += part.Skipped.Count;
        Add(part);
    }

    /// <summary>Prints what is left.</summary>
    public virtual void End() { }

    public virtual void Dispose() { }

    protected abstract void Add(PredictResult part);

    /// <summary>Prints whole lines, where a line of progress may stand at the bottom of the same screen.</summary>
    protected void Print(string text)
    {
        if (_file is not null)
        {
            _file.Write(text);
            return;
        }
        if (StandardError.IsTerminal && !Console.IsOutputRedirected)
            StandardError.ClearStatus();
        Console.Out.Write(text);
    }
}
