using System.Diagnostics;
using System.Text;

namespace MlNetLabels.Packages.Tests;

/// <summary>A process to run to its end.</summary>
public sealed class Command(string program, params string[] arguments)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(9);

    private readonly Dictionary<string, string> _environment = [];
    private string? _folder;

    /// <summary>Runs in a folder.</summary>
    public Command In(string folder)
    {
        _folder = folder;
        return this;
    }

    /// <summary>Sets a variable of the environment; once one is set, nothing of the tests' own is passed on.</summary>
    public Command Only(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>Runs it.</summary>
    public Result Run()
    {
        using var process = Start();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {s_limit}");
        }
        return new($"{program} {string.Join(' ', arguments)}", process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts it, for the caller to end.</summary>
    public Process Start()
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (_environment.Count > 0)
            start.Environment.Clear();
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>What came of it.</summary>
    public sealed record Result(string Line, int ExitCode, string Out, string Error)
    {
        /// <summary>What it printed, once it is known to have worked.</summary>
        public string Done()
        {
            Assert.True(ExitCode == 0, $"{Line}: exit code {ExitCode}\n{Error}\n{Out}");
            return Out;
        }
    }
}
