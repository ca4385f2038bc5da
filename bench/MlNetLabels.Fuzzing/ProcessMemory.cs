using System.Globalization;

namespace MlNetLabels.Fuzzing;

/// <summary>The kernel's own record of this process' most resident memory; Linux only.</summary>
internal static class ProcessMemory
{
    /// <summary>Starts the record anew.</summary>
    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    public static long PeakMegabytes()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            >> 10;
    }
}
