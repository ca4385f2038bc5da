using System.Diagnostics;
using System.Text;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary><c>mlnet-labels serve</c> as a process on a free port.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private RunningServer(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, e) =>
        {
            lock (_log)
                _log.AppendLine(e.Data);
        };
        _process.BeginErrorReadLine();
    }

    public HttpClient Client { get; private set; } = null!;

    public int Id => _process.Id;

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static Task<RunningServer> StartAsync(params string[] arguments) =>
        StartAsync(new Dictionary<string, string>(), arguments);

    public static async Task<RunningServer> StartAsync(
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    )
    {
        var server = new RunningServer(
            Tool.Start(null, environment, ["serve", "--urls", "http://127.0.0.1:0", .. arguments])
        );
        string? line = await server._process.StandardOutput.ReadLineAsync();
        const string Serving = "Serving at ";
        Assert.True(line?.StartsWith(Serving, StringComparison.Ordinal) == true, $"{line}\n{server.Log}");
        server.Client = new HttpClient
        {
            BaseAddress = new Uri(line![Serving.Length..]),
            Timeout = TimeSpan.FromMinutes(2),
        };
        return server;
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
