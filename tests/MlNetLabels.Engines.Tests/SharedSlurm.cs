[assembly: AssemblyFixture(typeof(MlNetLabels.Engines.Tests.SharedSlurm))]

namespace MlNetLabels.Engines.Tests;

/// <summary>
/// One Slurm for all tests that need no other; started by the first, where it can be. They are of one collection: tests
/// that run beside each other would kill each other's tasks.
/// </summary>
public sealed class SharedSlurm : IDisposable
{
    private Slurm? _slurm;

    /// <summary>It, or a skip with the reason.</summary>
    public Slurm Get() => _slurm ??= Slurm.Start();

    public void Dispose() => _slurm?.Dispose();
}
