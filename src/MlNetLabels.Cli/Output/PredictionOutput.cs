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

    /// <summary>The output of a format.</summary>
    /// <param name="format">One of the four.</param>
    /// <param name="model">The bundle, as given.</param>
    /// <param name="verbose">Whether a table shows all probabilities.</param>
    /// <param name="sets">Whether a table shows prediction sets.</param>
    public static PredictionOutput For(string format, string model, bool verbose, bool sets) =>
        format switch
        {
            OneDocument => new PredictionJson(model),
            Lines => new PredictionLines(),
            Csv => new PredictionCsv(),
            _ => new PredictionTable(verbose, sets),
        };

    /// <summary>Takes the next answers.</summary>
    public void Take(PredictResult part)
    {
        Images += part.Images.Count;
        Add(part);
    }

    /// <summary>Prints what is left.</summary>
    public virtual void End() { }

    public virtual void Dispose() { }

    protected abstract void Add(PredictResult part);

    /// <summary>Prints whole lines, where a line of progress may stand at the bottom of the same screen.</summary>
    protected static void Print(string text)
    {
        if (StandardError.IsTerminal && !Console.IsOutputRedirected)
            StandardError.ClearStatus();
        Console.Out.Write(text);
    }
}
