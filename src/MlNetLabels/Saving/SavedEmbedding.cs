using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.MLNet.Embedding;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Saving;

/// <summary>
/// The form in which EmbedImages lies in a model zip. ML.NET keeps the classes that save and load transformers to
/// itself and offers others one door: a custom mapping, of which the zip holds the name of a contract and of the
/// assembly that keeps it. The step's state has no place there, so it travels beside it as the one value of ML.NET's
/// value mapping; nor has the embedding's length, which a graph gives. The chain: state key, state, image, embedding,
/// length, and away with the helpers. Made of public transforms alone, it loads in a fresh process and registers this
/// assembly by itself.
/// </summary>
internal static class SavedEmbedding
{
    public static void Save(ImageStep step, ModelSaveContext ctx)
    {
        using var file = new TemporaryOnnx(
            PipelineGraph.OfLength(SavedImageEmbedding.Column, step.Output, step.Backbone.Dimension).Span
        );
        using var chain = step.Kind switch
        {
            ImageColumnKind.Path => Create<PathInput>(step, file, PathFactory.Contract, new PathFactory()),
            ImageColumnKind.Bytes => Create<BytesInput>(step, file, BytesFactory.Contract, new BytesFactory()),
            _ when step.IsSized => Create<ArgbInput>(step, file, ArgbFactory.Contract, new ArgbFactory()),
            _ => Create<PixelsInput>(step, file, PixelsFactory.Contract, new PixelsFactory()),
        };
        ((ITransformer)chain).Save(ctx);
    }

    /// <summary>The step of a transformer, also of a loaded one; null where it is another transformer.</summary>
    public static ImageStep? Find(ITransformer transformer)
    {
        if (transformer is EmbedImagesTransformer own)
            return own.Step;
        if (
            transformer is not IEnumerable<ITransformer> chain
            || chain.Take(2).ToArray() is not [CustomMappingTransformer<Nothing, StateKey>, var state]
        )
            return null;
        var row = state.Transform(Contexts.New().Data.LoadFromEnumerable([new StateKey()]));
        return ImageStep.Parse(row.GetColumn<string>(ImageInput.StateColumn).Single());
    }

    private static TransformerChain<ITransformer> Create<TSource>(
        ImageStep step,
        TemporaryOnnx file,
        string contract,
        EmbeddingFactory<TSource> factory
    )
        where TSource : ImageInput, new()
    {
        var transforms = Contexts.New().Transforms;
        var steps = new List<ITransformer>();
        var data = ImageMapping.Empty(step);
        void Add(IEstimator<ITransformer> step)
        {
            steps.Add(step.Fit(data));
            data = steps[^1].Transform(data);
        }

        Add(transforms.CustomMapping(new StateKeyFactory().GetMapping(), StateKeyFactory.Contract));
        Add(
            transforms.Conversion.MapValue(
                ImageInput.StateColumn,
                [KeyValuePair.Create(StateKey.Value, step.ToText())],
                StateKey.Column
            )
        );
        // A mapping in a zip reads images of sizes that differ, or pixels: of one size, only who saved them knew.
        Add(
            step.IsSized
                ? transforms.ExtractPixels(
                    ImageInput.ValueColumn,
                    step.Input,
                    ImagePixelExtractingEstimator.ColorBits.All,
                    ImagePixelExtractingEstimator.ColorsOrder.ARGB,
                    interleavePixelColors: true,
                    outputAsFloatArray: false
                )
                : transforms.CopyColumns(ImageInput.ValueColumn, step.Input)
        );
        Add(transforms.CustomMapping(factory.GetMapping(), contract));
        Add(transforms.ApplyOnnxModel([step.Output + ".output"], [SavedImageEmbedding.Column], file.Path));
        Add(
            transforms.DropColumns([
                ImageInput.StateColumn,
                StateKey.Column,
                ImageInput.ValueColumn,
                SavedImageEmbedding.Column,
            ])
        );
        return new TransformerChain<ITransformer>([.. steps]);
    }
}
