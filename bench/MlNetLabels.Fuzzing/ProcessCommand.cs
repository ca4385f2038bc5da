using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MlNetLabels.Images;

namespace MlNetLabels.Fuzzing;

/// <summary><c>process</c>: what decoding in a process that could be ended would cost.</summary>
internal static class ProcessCommand
{
    private const int MostFiles = 300,
        Rounds = 3;

    private static readonly Preprocessing Target = new()
    {
        Width = 224,
        Height = 224,
        Resize = ResizeMode.Squeeze,
        Mean = [0, 0, 0],
        Std = [1, 1, 1],
    };

    public static Command Create()
    {
        var images = new Option<string>("--images")
        {
            Description = "Folder of JPEGs.",
            DefaultValueFactory = _ => ".",
        };
        var child = new Option<bool>("--child") { Hidden = true };
        var command = new Command("process", "What decoding in another process would cost (Linux).") { images, child };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(child))
                Decode();
            else
                Compare([
                    .. Directory
                        .EnumerateFiles(parsed.GetValue(images)!, "*.jpg", SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal)
                        .Take(MostFiles)
                        .Select(File.ReadAllBytes),
                ]);
        });
        return command;
    }

    // A file's length and bytes in, its tensor out, until there is no more.
    private static void Decode()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        byte[] length = new byte[sizeof(int)];
        float[] tensor = new float[Target.TensorLength];
        while (input.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            byte[] file = new byte[BitConverter.ToInt32(length)];
            input.ReadExactly(file);
            ImageLoader.Load(file, Target, ImageOptions.Default, tensor);
            output.Write(MemoryMarshal.AsBytes(tensor.AsSpan()));
            output.Flush();
        }
    }

    private static void Compare(byte[][] files)
    {
        float[] tensor = new float[Target.TensorLength];
        byte[] answer = new byte[tensor.Length * sizeof(float)];
        for (int round = 0; round < Rounds; round++)
        {
            double here = Time(files, file => ImageLoader.Load(file, Target, ImageOptions.Default, tensor));
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", [typeof(ProcessCommand).Assembly.Location, "process", "--child"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!;
            void Ask(byte[] file)
            {
                process.StandardInput.BaseStream.Write(BitConverter.GetBytes(file.Length));
                process.StandardInput.BaseStream.Write(file);
                process.StandardInput.BaseStream.Flush();
                process.StandardOutput.BaseStream.ReadExactly(answer);
            }
            Ask(files[0]);
            double start = clock.Elapsed.TotalMilliseconds;
            Time(files, Ask);
            double there = Time(files, Ask);
            process.Refresh();
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"here {here:0.00} ms an image, there {there:0.00} ms, the first one there after "
                        + $"{start:0} ms, {process.WorkingSet64 >> 20} MB"
                )
            );
            process.StandardInput.Close();
            process.WaitForExit();
        }
    }

    private static double Time(byte[][] files, Action<byte[]> work)
    {
        var clock = Stopwatch.StartNew();
        foreach (byte[] file in files)
            work(file);
        return clock.Elapsed.TotalMilliseconds / files.Length;
    }
}
