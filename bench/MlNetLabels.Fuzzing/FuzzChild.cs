using System.Globalization;
using MlNetLabels.Images;

namespace MlNetLabels.Fuzzing;

/// <summary>
/// The process that decodes and may die of it. For each case it prints one line: number, peak memory in MB,
/// milliseconds of processor time, and what came of it.
/// </summary>
internal static class FuzzChild
{
    public const string Read = "read";

    public static void Run(Mutator mutator, int from, int to)
    {
        var target = new Preprocessing
        {
            Width = 224,
            Height = 224,
            Resize = ResizeMode.Squeeze,
            Mean = [0, 0, 0],
            Std = [1, 1, 1],
        };
        var options = new ImageOptions { AllowSvg = true };
        float[] tensor = new float[target.TensorLength];
        for (int number = from; number < to; number++)
        {
            byte[] file = mutator.Make(number);
            ProcessMemory.ForgetPeak();
            var start = Environment.CpuUsage.TotalTime;
            string outcome = Decode(file, target, options, tensor);
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{number}\t{ProcessMemory.PeakMegabytes()}\t{(Environment.CpuUsage.TotalTime - start).TotalMilliseconds:0}\t{outcome}"
                )
            );
        }
    }

    private static string Decode(byte[] file, Preprocessing target, ImageOptions options, float[] tensor)
    {
        using var clock = new CancellationTokenSource(FuzzRun.Patience);
        try
        {
            ImageLoader.Load(file, target, options, tensor, clock.Token);
            return tensor.All(float.IsFinite) ? Read : "not finite";
        }
        catch (ImageException e)
        {
            return e.Reason.ReplaceLineEndings(" ").Replace('\t', ' ');
        }
        catch (OperationCanceledException)
        {
            return "out of time";
        }
    }
}
