using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MlNetLabels.Cli.Tests.Stores;

/// <summary>A server from npm, installed once beside the tests, running until it is disposed.</summary>
internal sealed class NodeServer : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private static readonly Lazy<string?> s_installed = new(Install);

    private readonly Process _process;

    private NodeServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Starts a package's program, whose arguments follow from the port.</summary>
    public static NodeServer Start(string script, Func<int, string[]> arguments)
    {
        if (s_installed.Value is { } problem)
            Assert.Skip(problem);
        int port = FreePort();
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(Folder, "node_modules", script));
        foreach (string argument in arguments(port))
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        // Nobody reads them, and a full pipe would stop it.
        _ = process.StandardOutput.ReadToEndAsync();
        var said = process.StandardError.ReadToEndAsync();
        var clock = Stopwatch.StartNew();
        while (!Answers(port))
        {
            if (process.HasExited)
                Assert.Fail($"{script} ended: {said.Result}");
            Assert.True(clock.Elapsed < s_limit, $"{script} does not answer");
            Thread.Sleep(100);
        }
        return new(process, port);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Stores");

    // Null where it worked.
    private static string? Install()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "azurite", "dist")))
            return null;
        try
        {
            var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            {
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var npm = Process.Start(start)!;
            _ = npm.StandardOutput.ReadToEndAsync();
            var said = npm.StandardError.ReadToEndAsync();
            npm.WaitForExit();
            return npm.ExitCode == 0 ? null : $"npm could not install the servers: {said.Result}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no npm.";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool Answers(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
