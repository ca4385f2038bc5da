namespace MlNetLabels.MLNet;

/// <summary>Which of ML.NET's linear trainers fits a head.</summary>
public enum MLNetAlgorithm
{
    /// <summary>LbfgsMaximumEntropy and LbfgsLogisticRegression: biases are free of the penalty, as ours.</summary>
    Lbfgs,

    /// <summary>
    /// SdcaMaximumEntropy and SdcaLogisticRegression: biases are penalised like weights, so that the optimum is
    /// another.
    /// </summary>
    Sdca,
}
