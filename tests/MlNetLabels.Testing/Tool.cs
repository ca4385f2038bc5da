using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MlNetLabels.Testing;

/// <summary>Runs the program as its users do: a process with arguments, an exit code and two streams.</summary>
public static class Tool
{
    // Far above what any of the calls takes, so that a hanging one fails instead of blocking the build.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "mlnet-labels.dll");

    /// <summary>The words that start it.</summary>
    public static IReadOnlyList<string> Command { get; } =
    [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", s_program];

    public static ToolResult Run(params string[] arguments) => RunIn(null, new Dictionary<string, string>(), arguments);

    /// <summary>Runs in a working folder and with environment variables of its own.</summary>
    public static ToolResult RunIn(
        string? folder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        using var process = Start(folder, environment, arguments);
        return Finish(process);
    }

    public static Process Start(
        string? folder,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(Command[0], [.. Command.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult Finish(Process process)
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The program did not end within {s_limit}: {error.GetAwaiter().GetResult()}");
        }
        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}

/// <summary>What came of a run.</summary>
public sealed record ToolResult(int ExitCode, string Out, string Error)
{
    /// <summary>This result, once it is known to have worked.</summary>
    public ToolResult Done()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Out}");
        return this;
    }

    /// <summary>The JSON on stdout of a run that worked.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Done().Out);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Asserts a run that refused its input: exit code, nothing on stdout, and each of the words on stderr.
    /// </summary>
    public void Refused(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, not {exitCode}\n{Error}\n{Out}");
        Assert.Empty(Out);
        foreach (string word in words)
            Assert.Contains(word, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
