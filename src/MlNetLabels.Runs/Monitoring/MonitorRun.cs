using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Monitoring;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>List, embed, predict, and examine window after window: nothing is kept but reports.</summary>
internal static class MonitorRun
{
    /// <summary>Fewest images that tell anything.</summary>
    public const int LeastImages = 20;

    private const int MostNamed = 3;

    public static MonitorReport Run(MonitorOptions options, Model model, RunContext context)
    {
        NamedImages.Check(options.Images);
        var others = new List<SkippedFile>();
        string[] files = [.. ImageFiles.Each(options.Images, others.Add)];
        context.Log.LeftOut(others);
        if (files.Length == 0)
            throw new InvalidInputException(
                $"there are no images in {Counted.And([.. options.Images.Distinct().Take(MostNamed)])}. Name images, or folders of some."
            );
        var progress = context.Phase($"Looking at {files.Length} images");
        var failures = new SkippedCount(context, files.Length);
        var windows = new Windows(options, model, context.CancellationToken);
        var skipped = new List<SkippedFile>();
        var embedder = context.Embedder;
        int done = 0;
        new OrderedWork<string, Answer>(files, Math.Min(options.Embedding.Threads, files.Length), Work).Run(
            (answer, _) =>
            {
                progress?.Report(new WorkProgress("", ++done, files.Length));
                if (answer.Prediction is { } prediction)
                    windows.Add(answer.File, prediction, answer.Embedding!);
                else
                {
                    skipped.Add(new(answer.File, answer.Reason!));
                    failures.Add(skipped[^1]);
                }
            },
            context.CancellationToken
        );
        failures.End();
        if (windows.End() is > 0 and int left)
            context.Log.Note($"The last {left} images are too few for a window of their own and were left out.");
        if (windows.Reports.Count == 0)
            throw new InvalidInputException("None of the images can be used.");
        var report = new MonitorReport
        {
            Model = options.Model,
            SwitchedOff = model.SwitchedOff(),
            Windows = windows.Reports,
            Starts = windows.Starts,
            Skipped = skipped,
        };
        if (options.HtmlFile is { } page)
        {
            AtomicFile.WriteText(page, report.ToHtml());
            context.Log.Wrote(page);
        }
        return report;

        Answer Work(string file)
        {
            try
            {
                float[] embedding = embedder.Embed(file, context.CancellationToken);
                return new(file, model.Predict(embedding), embedding, null);
            }
            catch (ImageException error)
            {
                return new(file, null, null, error.Reason);
            }
        }
    }

    private sealed record Answer(string File, Prediction? Prediction, float[]? Embedding, string? Reason);

    /// <summary>The window that is being filled, and the reports of those before.</summary>
    private sealed class Windows(MonitorOptions options, Model model, CancellationToken cancellationToken)
    {
        private PredictionWindow _window = new(model);
        private string? _start;

        public List<WindowReport> Reports { get; } = [];

        public List<string> Starts { get; } = [];

        public void Add(string file, Prediction prediction, float[] embedding)
        {
            _start ??= file;
            _window.Add(prediction, embedding);
            if (_window.Images >= options.WindowSize)
                Examine();
        }

        /// <summary>Examines what is left, unless it is too little beside what was; how many images that are.</summary>
        public int End()
        {
            int left = _window.Images;
            if (left == 0 || (left < LeastImages && Reports.Count > 0))
                return left;
            Examine();
            return 0;
        }

        private void Examine()
        {
            Reports.Add(_window.Examine(options.Window, cancellationToken));
            Starts.Add(_start!);
            (_window, _start) = (new(model), null);
        }
    }
}
