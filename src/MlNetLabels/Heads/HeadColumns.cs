namespace MlNetLabels.MLNet.Heads;

/// <summary>Names of columns, those that ML.NET's own trainers use where there are such.</summary>
internal static class HeadColumns
{
    public const string Features = "Features",
        Label = "Label",
        Labels = "Labels",
        Weight = "Weight",
        Score = "Score",
        Probability = "Probability";

    public const string PredictedLabel = "PredictedLabel",
        PredictedLabels = "PredictedLabels",
        Verdict = "Verdict",
        DomainScore = "DomainScore",
        DomainPValue = "DomainPValue";
}
