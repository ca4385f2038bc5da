using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary>A Slurm of one's own, started by <c>slurm.sh</c>; tests skip where it cannot be.</summary>
public sealed class Slurm : IDisposable
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "slurm.sh");

    private readonly TemporaryFolder _folder = new();

    private Slurm() { }

    /// <summary>What programs find it by.</summary>
    public Dictionary<string, string> Environment =>
        new(StringComparer.Ordinal) { ["SLURM_CONF"] = _folder.File("slurm.conf") };

    /// <summary>Starts one, or skips the test with the reason.</summary>
    public static Slurm Start(int arraySize = 1001)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Slurm is tried on Linux.");
        var slurm = new Slurm();
        var (code, said) = slurm.Run("bash", s_script, "start", slurm._folder.Path, $"{arraySize}");
        if (code == 0)
            return slurm;
        slurm.Dispose();
        Assert.Skip($"No Slurm can be started here: {said.Trim()}");
        return slurm;
    }

    /// <summary>Runs one of Slurm's programs, which has to work.</summary>
    public string Call(string program, params string[] arguments)
    {
        var (code, said) = Run(program, arguments);
        Assert.True(code == 0, $"{program}: {code}\n{said}");
        return said.Trim();
    }

    /// <summary>Tasks whose program runs: their job and number in it, and the script's process.</summary>
    public IReadOnlyList<(string Task, int Process)> Running() =>
        [
            .. Call("squeue", "--noheader", "--array", "--states=RUNNING", "--format=%F_%K %A")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Select(words => (words[0], ScriptOf(words[1])))
                .Where(x => x.Item2 != 0),
        ];

    /// <summary>Ends it; its configuration stays.</summary>
    public void Stop() => Run("bash", s_script, "stop", _folder.Path);

    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }

    // 0 where it does not run, or has not started its program.
    private static int ScriptOf(string job)
    {
        string marked = $"job{int.Parse(job, CultureInfo.InvariantCulture):D5}/slurm_script";
        int script = Processes().FirstOrDefault(x => Read(x, "cmdline").Contains(marked, StringComparison.Ordinal));
        return script != 0 && Read(script, $"task/{script}/children").Length > 0 ? script : 0;
    }

    private static IEnumerable<int> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(x => int.TryParse(Path.GetFileName(x), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id != 0);

    private static string Read(int process, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{name}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private (int Code, string Said) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said + error.GetAwaiter().GetResult());
    }
}
