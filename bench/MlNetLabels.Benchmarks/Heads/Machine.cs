using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>What the numbers were measured on.</summary>
internal sealed record Machine(
    string Cpu,
    int Cores,
    int Threads,
    int VectorBits,
    string System,
    string Runtime,
    string Tensors
)
{
    public static Machine Describe(int threads) =>
        new(
            CpuName(),
            Environment.ProcessorCount,
            threads,
            Vector<byte>.Count * 8,
            $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
            RuntimeInformation.FrameworkDescription,
            $"System.Numerics.Tensors {typeof(TensorPrimitives).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version}"
        );

    /// <summary>In a line.</summary>
    public string Summary => $"{Cpu}, {Cores} cores, {Threads} threads; {System}; {Runtime}";

    private static string CpuName()
    {
        const string File = "/proc/cpuinfo",
            Key = "model name";
        string? line = global::System.IO.File.Exists(File)
            ? global::System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? "unknown";
    }
}
