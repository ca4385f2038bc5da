namespace MlNetLabels.Benchmarks.Heads;

/// <summary>The numbers as lines of text, each ratio with what it should be.</summary>
internal static class HeadsTable
{
    private const double MostFitOverProducts = 2,
        MostLabelsOverSoftmax = 1.5,
        MostMemory = 0.1;

    public static void Write(Machine machine, IReadOnlyList<HeadsResult> results, TextWriter output)
    {
        output.WriteLine(
            $"{machine.Cpu}, {machine.Cores} cores, {machine.Threads} threads, {machine.VectorBits}-bit vectors; "
                + $"{machine.System}; {machine.Runtime}; {machine.Tensors}"
        );
        foreach (var r in results)
        {
            output.WriteLine();
            output.WriteLine($"{r.Mixture.Rows} x {r.Mixture.Dimension} in {r.Mixture.Classes} classes");
            output.WriteLine(
                $"  products alone      {r.Products, 9:f3} s   {r.SoftmaxEvaluations} passes, "
                    + $"{r.ProductGigaflops:f1} Gflop/s, {r.ProductGigaflops / r.PeakGigaflops:p0} of "
                    + $"{r.PeakGigaflops:f0} in registers"
            );
            output.WriteLine(
                $"  softmax fit         {r.SoftmaxFit, 9:f3} s   {r.FitOverProducts:f2} x products "
                    + $"{Verdict(r.FitOverProducts, MostFitOverProducts)}"
            );
            output.WriteLine(
                $"  {r.Mixture.Classes} label heads      {r.LabelFit, 9:f3} s   {r.LabelsOverSoftmax:f2} x "
                    + $"softmax fit {Verdict(r.LabelsOverSoftmax, MostLabelsOverSoftmax)}, {r.LabelEvaluations} passes"
            );
            if (r.SoftmaxPath is { } path)
                output.WriteLine(
                    $"  lambda path         {path, 9:f3} s   {path / r.SoftmaxFit:f1} x softmax fit (5 folds, 13 lambdas, and the fit)"
                );
            output.WriteLine($"  predictions         {r.PredictionsPerSecond, 9:f0} /s");
            output.WriteLine(
                $"  memory beyond data  {r.SoftmaxMemory, 9:p1} softmax, {r.LabelMemory:p1} labels "
                    + $"{Verdict(Math.Max(r.SoftmaxMemory, r.LabelMemory), MostMemory)}"
            );
            output.WriteLine($"  bits of 1 and 2 threads: {(r.SameBits ? "the same" : "DIFFERENT")}");
        }
    }

    private static string Verdict(double value, double most) =>
        $"(target: at most {most}{(value <= most ? "" : ", MISSED")})";
}
