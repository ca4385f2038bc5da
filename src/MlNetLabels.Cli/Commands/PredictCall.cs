using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>One call of predict: answers to stdout as they come, or to a file that is there once it is whole.</summary>
/// <param name="options">What is asked.</param>
/// <param name="console">Log and progress.</param>
/// <param name="sorted">Where the images go; null for nowhere.</param>
internal sealed class PredictCall(PredictOptions options, RunConsole console, SortedImages? sorted)
{
    /// <summary>Predicts; returns the exit code.</summary>
    /// <param name="file">Where the answers go; null for stdout.</param>
    /// <param name="create">Makes the output that writes to a file, or to stdout for null.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public int Run(string? file, Func<TextWriter?, PredictionOutput> create, CancellationToken cancellationToken)
    {
        // Before the work, which may take hours.
        if (file is not null)
        {
            PredictionOutput.Check(file);
            if (OutputPlace.NoteOfFolder(file) is { } note)
                StandardError.Note(note);
        }
        sorted?.Check(options.Images);
        int images = 0,
            skipped = 0;
        if (file is null)
            Print(null);
        else
            AtomicFile.Write(
                file,
                stream =>
                {
                    using var writer = new StreamWriter(
                        stream,
                        new UTF8Encoding(false),
                        bufferSize: 1 << 16,
                        leaveOpen: true
                    );
                    Print(writer);
                }
            );
        if (sorted is not null)
            StandardError.WriteLine(sorted.ToString());
        if (file is not null)
            Console.Out.WriteLine(
                VisibleText.Line($"{Counted.Of(images, "image")} answered, {skipped} skipped: {file}")
            );
        if (images == 0)
            StandardError.WriteLine(
                "error: no image could be read, so there is no prediction; the lines above say why."
            );
        return images == 0 ? ExitCode.BadInput : ExitCode.Done;

        void Print(TextWriter? to)
        {
            using var output = create(to);
            ImageRuns.PredictEach(
                options,
                part =>
                {
                    output.Take(part);
                    foreach (var image in part.Images)
                        sorted?.Add(image);
                },
                console.Log,
                console.Progress,
                cancellationToken
            );
            output.End();
            (images, skipped) = (output.Images, output.Skipped);
        }
    }
}
