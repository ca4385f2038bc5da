using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Images;

namespace MlNetLabels.Fuzzing;

/// <summary><c>slow</c>: how long the costliest file of each format takes that the limits let through.</summary>
internal static class SlowCommand
{
    public static Command Create()
    {
        var only = new Option<string>("--only")
        {
            Description = "Kinds whose name begins so.",
            DefaultValueFactory = _ => "",
        };
        var command = new Command(
            "slow",
            "The costliest files that the limits let through, and what they cost (Linux)."
        )
        {
            only,
        };
        command.SetAction(parsed =>
        {
            foreach (
                var (name, make) in SlowFiles.All.Where(k =>
                    k.Key.StartsWith(parsed.GetValue(only)!, StringComparison.Ordinal)
                )
            )
                Console.Out.WriteLine(Run(name, make()));
        });
        return command;
    }

    private static string Run(string name, byte[] file)
    {
        var target = new Preprocessing
        {
            Width = 224,
            Height = 224,
            Resize = ResizeMode.Squeeze,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
        };
        GC.Collect();
        long before = Environment.WorkingSet >> 20;
        ProcessMemory.ForgetPeak();
        var clock = Stopwatch.StartNew();
        string outcome = "read";
        try
        {
            ImageLoader.Load(
                file,
                target,
                ImageOptions.Default,
                new float[target.TensorLength],
                TimeSpan.FromSeconds(10),
                default
            );
        }
        catch (ImageException e)
        {
            outcome = e.Reason;
        }
        double seconds = clock.Elapsed.TotalSeconds,
            kilobytes = file.Length / 1000.0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -42} {kilobytes, 8:0} kB {seconds, 6:0.00} s {1000 * seconds / kilobytes, 8:0.0} ms/kB "
                + $"{ProcessMemory.PeakMegabytes() - before, 5} MB  {outcome}"
        );
    }
}
