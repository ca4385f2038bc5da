using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Cli.Shards;

/// <summary>
/// Files of a folder of parts that are not whole yet. Their names tell which process of which machine writes them, so that
/// what a killed one left goes with the next call there, and with one anywhere a day later.
/// </summary>
internal static class TemporaryFiles
{
    private const string Prefix = ".mlnetlabels-",
        Suffix = ".tmp";

    // No file is written as long without growing, so that what is older is nobody's.
    private static readonly TimeSpan s_abandoned = TimeSpan.FromDays(1);

    private static readonly string s_machine = Machine();

    /// <summary>The path of a new one; its folder is made where it is missing.</summary>
    public static string New(string folder)
    {
        Directory.CreateDirectory(folder);
        string writer = string.Create(CultureInfo.InvariantCulture, $"{s_machine}-{Environment.ProcessId}");
        return Path.Combine(folder, $"{Prefix}{writer}-{Guid.NewGuid():N}{Suffix}");
    }

    /// <summary>Takes away those that nobody writes any more.</summary>
    public static void Clean(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                foreach (var file in new DirectoryInfo(folder).EnumerateFiles($"{Prefix}*{Suffix}"))
                    if (IsNobodys(file))
                        file.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another task takes them away, or they are another user's.
        }
    }

    private static bool IsNobodys(FileInfo file) =>
        DateTime.UtcNow - file.LastWriteTimeUtc > s_abandoned
        || (
            file.Name[Prefix.Length..].Split('-') is [var machine, var process, _]
            && machine == s_machine
            && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            && !IsRunning(id)
        );

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Containers of one machine may share its name and not its processes: these are counted by a name space of Linux,
    // whose number is its own until the machine starts again.
    private static string Machine()
    {
        string of = Environment.MachineName;
        if (OperatingSystem.IsLinux())
            try
            {
                of +=
                    "\n"
                    + File.ReadAllText("/proc/sys/kernel/random/boot_id")
                    + new FileInfo("/proc/self/ns/pid").LinkTarget!;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Not to be told from others, so nothing goes before its day.
                of = Guid.NewGuid().ToString();
            }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..12];
    }
}
