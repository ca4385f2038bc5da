using System.Diagnostics;
using System.Globalization;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>
/// As many processes as threads, each embedding all images on one thread and sharing nothing with the others but the
/// machine: what the machine itself gives, since cores that share caches, memory or an execution unit are slower side
/// by side than one alone.
/// </summary>
internal sealed class IndependentProcesses : IDisposable
{
    private readonly Process[] _processes;

    /// <param name="images">Folder of images.</param>
    /// <param name="count">How many.</param>
    /// <param name="arguments">More of what each is started with.</param>
    public IndependentProcesses(string images, int count, params string[] arguments)
    {
        _processes = [.. Enumerable.Range(0, count).Select(_ => Start(images, arguments))];
        foreach (var process in _processes)
            Wait(process);
    }

    /// <summary>
    /// Has every process embed all images once, all at the same time, and gives the seconds that this took.
    /// </summary>
    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (var process in _processes)
            process.StandardInput.WriteLine();
        foreach (var process in _processes)
            Wait(process);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The other side: warms up, then embeds once for every line on stdin and answers with a line.</summary>
    public static void Serve(Action embed)
    {
        do
        {
            embed();
            Console.Out.WriteLine("done");
        } while (Console.In.ReadLine() is not null);
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            // The end of its input ends it.
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private static Process Start(string images, string[] more)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "MlNetLabels.Benchmarks.dll"),
            "embed",
            "--images",
            images,
            "--serve",
            .. more,
        ];
        return Process.Start(
            new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
    }

    private static void Wait(Process process)
    {
        if (process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"process {process.Id}, which embeds beside this one, ended early."
                )
            );
    }
}
