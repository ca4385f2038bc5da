using System.Diagnostics;

namespace MlNetLabels.Packages.Tests;

/// <summary>The program while it serves something over HTTP, until it is told to stop.</summary>
internal sealed class RunningTool : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _talk;

    private RunningTool(Process process) => (_process, _talk) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>What it printed as its address.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it, and reads its first line, which names its address.</summary>
    public static async Task<RunningTool> StartAsync(Command command, string begins)
    {
        var running = new RunningTool(command.Start());
        string? line = await running._process.StandardOutput.ReadLineAsync();
        if (line?.StartsWith(begins, StringComparison.Ordinal) != true)
            Assert.Fail($"It did not begin with '{begins}': {line}\n{await running._talk}");
        running.Address = new Uri(line[begins.Length..]);
        return running;
    }

    /// <summary>Stops it as Ctrl+C does; gives what it said.</summary>
    public async Task<string> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]))
            await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, _process.ExitCode);
        return await _talk;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
