using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MlNetLabels.Data;

namespace MlNetLabels.Fuzzing;

/// <summary>
/// Feeds a child process one case after another, starts another where it dies or hangs, and keeps each offending file.
/// The counts lie beside the offenders, so that a run that was stopped goes on where it was.
/// </summary>
internal sealed partial class FuzzRun(Mutator mutator, string[] childArguments, string folder, int cases)
{
    /// <summary>
    /// Of the clock; what counts against a file is processor time, which a busy machine does not lengthen.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private const int MostMegabytes = 500,
        MostMilliseconds = 10_000;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);

    private readonly string _progress = Path.Combine(folder, "progress.tsv");
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _next;

    public void Run(TextWriter output, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        Resume();
        int first = _next;
        var clock = Stopwatch.StartNew();
        while (_next < cases)
        {
            RunChild(output, cancellationToken);
            Save();
            cancellationToken.ThrowIfCancellationRequested();
        }
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cases} cases, {(cases - first) / clock.Elapsed.TotalSeconds:0} a second in this run; offenders, if any, in {folder}"
            )
        );
        foreach (var (outcome, count) in _counts.OrderByDescending(c => c.Value))
            output.WriteLine($"{count, 8} {outcome}");
    }

    private void RunChild(TextWriter output, CancellationToken cancellationToken)
    {
        string program = Environment.ProcessPath!;
        string[] arguments = [.. childArguments, "--child-from", _next.ToString(CultureInfo.InvariantCulture)];
        // Run by the host, or as a program of its own.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            arguments = [typeof(FuzzRun).Assembly.Location, .. arguments];
        using var child = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        child.ErrorDataReceived += static (_, _) => { };
        child.BeginErrorReadLine();
        var saved = Stopwatch.StartNew();
        try
        {
            while (ReadLine(child, cancellationToken) is { } line)
            {
                Take(line.Split('\t'), output);
                if (saved.Elapsed < SaveEvery)
                    continue;
                Save();
                saved.Restart();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Offend("hang", output);
            return;
        }
        finally
        {
            if (!child.HasExited)
                child.Kill();
            child.WaitForExit();
        }
        if (_next < cases)
            Offend($"crash {child.ExitCode}", output);
    }

    private static string? ReadLine(Process child, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(2 * Patience);
        return child.StandardOutput.ReadLineAsync(patience.Token).AsTask().GetAwaiter().GetResult();
    }

    private void Take(string[] cells, TextWriter output)
    {
        long megabytes = long.Parse(cells[1], CultureInfo.InvariantCulture),
            milliseconds = long.Parse(cells[2], CultureInfo.InvariantCulture);
        if (megabytes > MostMegabytes)
            Offend($"memory {megabytes} MB", output);
        else if (milliseconds > MostMilliseconds)
            Offend($"{milliseconds} ms", output);
        else if (cells[3] is "not finite" or "out of time")
            Offend(cells[3], output);
        else
            Count(Digits().Replace(cells[3], "#"));
    }

    private void Offend(string what, TextWriter output)
    {
        File.WriteAllBytes(Path.Combine(folder, $"{_next}-{what.Replace(' ', '-')}"), mutator.Make(_next));
        output.WriteLine($"case {_next}: {what}");
        Count(what);
    }

    private void Count(string outcome)
    {
        _counts[outcome] = _counts.GetValueOrDefault(outcome) + 1;
        _next++;
    }

    private void Resume()
    {
        if (!File.Exists(_progress))
            return;
        foreach (string[] cells in File.ReadLines(_progress).Select(line => line.Split('\t', 2)))
            _counts[cells[1]] = int.Parse(cells[0], CultureInfo.InvariantCulture);
        _next = _counts.Values.Sum();
    }

    private void Save() =>
        AtomicFile.WriteText(
            _progress,
            string.Concat(_counts.Select(c => $"{c.Value.ToString(CultureInfo.InvariantCulture)}\t{c.Key}\n"))
        );

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Digits();
}
