using System.Diagnostics;
using Xunit;

namespace MlNetLabels.Testing;

/// <summary>A file system of a few kilobytes in memory. Tests skip where none can be mounted.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk() { }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.Path;

    /// <summary>Mounts one of this size, or skips the test.</summary>
    public static SmallDisk Mount(int kilobytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={kilobytes}k"), "tmpfs", disk.Path))
            return disk;
        disk._folder.Dispose();
        Assert.Skip("No file system can be mounted here: that takes Linux and root.");
        return disk;
    }

    /// <summary>Writes until nothing more fits; deleting the file that it returns makes room again.</summary>
    public string Fill()
    {
        string path = System.IO.Path.Combine(Path, "full");
        try
        {
            using var file = File.Create(path, 1);
            while (true)
                file.Write(new byte[1024]);
        }
        catch (IOException)
        {
            return path;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
