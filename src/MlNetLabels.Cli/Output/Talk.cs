using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>What the program says on the way: on stderr, so that stdout holds the result alone.</summary>
internal static class Talk
{
    public static void Say(string message) => Console.Error.WriteLine(message);

    public static void Warn(string message) => Console.Error.WriteLine($"note: {message}");

    /// <summary>
    /// Runs long work under a progress bar with rate and remaining time; where stderr is no terminal, under a line
    /// every few seconds.
    /// </summary>
    public static T Progress<T>(string phase, Func<IProgress<WorkProgress>, T> work)
    {
        if (Console.IsErrorRedirected)
            return work(new ProgressLines(phase, TimeProvider.System));
        return AnsiConsole
            .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn()
            )
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(phase), maxValue: 1);
                T result = work(new Reporter(task));
                task.Value = task.MaxValue;
                return result;
            });
    }

    private sealed class Reporter(ProgressTask task) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = Math.Max(task.Value, value.Done);
        }
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(
            Spectre.Console.Rendering.RenderOptions options,
            ProgressTask task,
            TimeSpan deltaTime
        ) => new Text(task.Speed is { } speed ? FormattableString.Invariant($"{speed:f0}/s") : "");
    }
}
