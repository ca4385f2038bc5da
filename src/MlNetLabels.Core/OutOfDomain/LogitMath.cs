namespace MlNetLabels.OutOfDomain;

/// <summary>Sums over one row of single precision logits, in double precision and without overflow.</summary>
internal static class LogitMath
{
    public static double Mean(ReadOnlySpan<float> logits)
    {
        double sum = 0;
        foreach (float logit in logits)
            sum += logit;
        return sum / logits.Length;
    }

    public static int ArgMax(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best])
                best = i;
        return best;
    }

    /// <summary>log sum exp of the logits.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double max = logits[ArgMax(logits)],
            sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - max);
        return max + Math.Log(sum);
    }

    /// <summary>sum_k log(1 + exp(z_k)).</summary>
    public static double SumSoftplus(ReadOnlySpan<float> logits)
    {
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Max(logit, 0) + double.LogP1(Math.Exp(-Math.Abs((double)logit)));
        return sum;
    }
}
