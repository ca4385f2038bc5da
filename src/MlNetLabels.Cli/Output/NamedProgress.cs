namespace MlNetLabels.Cli.Output;

/// <summary>Progress under a name that people understand.</summary>
internal sealed class NamedProgress(IProgress<WorkProgress> progress, string name) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value) => progress.Report(value with { Phase = name });
}
