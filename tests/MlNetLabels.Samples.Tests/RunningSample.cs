using System.Diagnostics;

namespace MlNetLabels.Samples.Tests;

/// <summary>A sample as a process, ended with the test.</summary>
internal sealed class RunningSample : IDisposable
{
    private readonly Process _process;

    public RunningSample(string program, params string[] arguments)
    {
        // bin/CONFIGURATION/FRAMEWORK, as of this test.
        string[] built = AppContext
            .BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)
            .Split(Path.DirectorySeparatorChar)[^3..];
        string folder = Path.Combine([SharedFiles.Repository, "samples", program, .. built]);
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(folder, program + ".dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>Reads what it prints up to a line that holds a text; gives that line.</summary>
    public async Task<string> LineAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException($"It ended without '{text}'.");
    }

    public bool HasEnded => _process.HasExited;

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
