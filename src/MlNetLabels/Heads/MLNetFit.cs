using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.MLNet.Heads;

/// <summary>
/// Fits heads by ML.NET's trainers. Ours minimise sum w_i loss_i / sum w_i + lambda/2 |W|^2. ML.NET's L-BFGS minimises
/// (sum w_i loss_i + l2/2 |W|^2) / sum w_i, so l2 = lambda sum w_i; SDCA takes lambda as it is, but counts the biases
/// into |W|. Both add an L1 penalty unless told not to.
/// </summary>
internal sealed class MLNetFit(
    MLNetAlgorithm algorithm,
    HeadOptions options,
    double l2,
    CancellationToken cancellationToken
)
{
    // ML.NET's L-BFGS stops where the loss no longer falls by this much; its default of 1e-7 may end 1e-3 above a small
    // optimum.
    private const float LbfgsTolerance = 1e-9f;

    // SDCA stops where the duality gap is this share of the loss; its default of 0.1 and 0.01 is a rough fit.
    private const float SdcaTolerance = 1e-4f;
    private const int SdcaMaxIterations = 1000;

    private readonly MLContext _context = new(options.Seed);

    public LinearLayer Softmax(FeatureRows features, int[] classes, float[] weights, IReadOnlyList<string> names)
    {
        float[][] rows = Rows(features);
        var schema = Schema<ClassExample>(features.Dimension);
        schema[nameof(ClassExample.Label)].SetKey(names);
        var data = Load<ClassExample>(
            [
                .. rows.Select(
                    (x, i) =>
                        new ClassExample
                        {
                            Features = x,
                            Label = (uint)classes[i],
                            Weight = weights[i],
                        }
                ),
            ],
            schema
        );
        var trainers = _context.MulticlassClassification.Trainers;
        MaximumEntropyModelParameters model =
            algorithm == MLNetAlgorithm.Lbfgs
                ? Fit(
                    trainers.LbfgsMaximumEntropy(Lbfgs(new LbfgsMaximumEntropyMulticlassTrainer.Options(), weights)),
                    data
                )
                : Fit(trainers.SdcaMaximumEntropy(Sdca(new SdcaMaximumEntropyMulticlassTrainer.Options())), data);
        return MulticlassLayers.Create(model, features.Dimension);
    }

    public LinearLayer Labels(
        FeatureRows features,
        LabelMatrix truth,
        float[] weights,
        float[] positive,
        IReadOnlyList<string> names
    )
    {
        float[][] rows = Rows(features);
        var layer = new LinearLayer(new Matrix(names.Count, features.Dimension), new float[names.Count]);
        for (int k = 0; k < names.Count; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LabelExample[] known =
            [
                .. Enumerable
                    .Range(0, rows.Length)
                    .Where(i => truth[i, k] != LabelState.Unknown)
                    .Select(i =>
                    {
                        bool isPresent = truth[i, k] == LabelState.Present;
                        return new LabelExample
                        {
                            Features = rows[i],
                            Label = isPresent,
                            Weight = weights[i] * (isPresent ? positive[k] : 1),
                        };
                    }),
            ];
            var model = Label(Load(known, Schema<LabelExample>(features.Dimension)), [.. known.Select(e => e.Weight)]);
            for (int j = 0; j < features.Dimension; j++)
                layer.Weights[k, j] = model.Weights[j];
            layer.Bias[k] = model.Bias;
        }
        return layer;
    }

    private LinearBinaryModelParameters Label(IDataView data, float[] weights)
    {
        var trainers = _context.BinaryClassification.Trainers;
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model =
            algorithm == MLNetAlgorithm.Lbfgs
                ? Fit(
                    trainers.LbfgsLogisticRegression(
                        Lbfgs(new LbfgsLogisticRegressionBinaryTrainer.Options(), weights)
                    ),
                    data
                )
                : Fit(trainers.SdcaLogisticRegression(Sdca(new SdcaLogisticRegressionBinaryTrainer.Options())), data);
        return model.SubModel;
    }

    private TModel Fit<TTransformer, TModel>(TrainerEstimatorBase<TTransformer, TModel> trainer, IDataView data)
        where TTransformer : ISingleFeaturePredictionTransformer<TModel>
        where TModel : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        return trainer.Fit(data).Model;
    }

    // ML.NET offers no way to cancel a fit; but on one thread it reads its rows anew for every step.
    private IDataView Load<TExample>(IEnumerable<TExample> examples, SchemaDefinition schema)
        where TExample : Example =>
        _context.Data.LoadFromEnumerable(
            examples.Select(example =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                return example;
            }),
            schema
        );

    // One thread for either: on several, the sums, and with SDCA even the steps, depend on how many there are.
    private TOptions Lbfgs<TOptions>(TOptions trainer, float[] weights)
        where TOptions : TrainerInputBaseWithWeight
    {
        double l2Sum = l2 * weights.Sum(w => (double)w);
        switch (trainer)
        {
            case LbfgsMaximumEntropyMulticlassTrainer.Options o:
                (
                    o.L1Regularization,
                    o.L2Regularization,
                    o.OptimizationTolerance,
                    o.MaximumNumberOfIterations,
                    o.NumberOfThreads
                ) = (0, (float)l2Sum, LbfgsTolerance, options.MaxIterations, 1);
                break;
            case LbfgsLogisticRegressionBinaryTrainer.Options o:
                (
                    o.L1Regularization,
                    o.L2Regularization,
                    o.OptimizationTolerance,
                    o.MaximumNumberOfIterations,
                    o.NumberOfThreads
                ) = (0, (float)l2Sum, LbfgsTolerance, options.MaxIterations, 1);
                break;
        }
        trainer.ExampleWeightColumnName = HeadColumns.Weight;
        return trainer;
    }

    private TOptions Sdca<TOptions>(TOptions trainer)
        where TOptions : TrainerInputBaseWithWeight
    {
        switch (trainer)
        {
            case SdcaMaximumEntropyMulticlassTrainer.Options o:
                (
                    o.L1Regularization,
                    o.L2Regularization,
                    o.ConvergenceTolerance,
                    o.MaximumNumberOfIterations,
                    o.NumberOfThreads
                ) = (0, (float)l2, SdcaTolerance, SdcaMaxIterations, 1);
                break;
            case SdcaLogisticRegressionBinaryTrainer.Options o:
                (
                    o.L1Regularization,
                    o.L2Regularization,
                    o.ConvergenceTolerance,
                    o.MaximumNumberOfIterations,
                    o.NumberOfThreads
                ) = (0, (float)l2, SdcaTolerance, SdcaMaxIterations, 1);
                break;
        }
        trainer.ExampleWeightColumnName = HeadColumns.Weight;
        return trainer;
    }

    private static float[][] Rows(FeatureRows features)
    {
        var rows = new float[features.Count][];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = ((IRows)features).Row(i).ToArray();
        return rows;
    }

    private static SchemaDefinition Schema<TExample>(int dimension)
    {
        var schema = SchemaDefinition.Create(typeof(TExample));
        schema[HeadColumns.Features].SetVector(dimension);
        return schema;
    }

    private abstract class Example
    {
        public float[] Features = [];
        public float Weight;
    }

    private sealed class ClassExample : Example
    {
        public uint Label;
    }

    private sealed class LabelExample : Example
    {
        public bool Label;
    }
}
