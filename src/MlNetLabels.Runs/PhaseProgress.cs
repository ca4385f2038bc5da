namespace MlNetLabels.Runs;

/// <summary>Passes progress on under the phase's own name, so that two pieces of embedding can be told apart.</summary>
internal sealed class PhaseProgress(IProgress<WorkProgress> progress, string phase) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value) => progress.Report(value with { Phase = phase });
}
