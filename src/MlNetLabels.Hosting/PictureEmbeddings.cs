using Microsoft.Extensions.AI;

namespace MlNetLabels.Hosting;

/// <summary>The backbone of a model as an embedding generator: pictures in, embeddings out, in order.</summary>
internal sealed class PictureEmbeddings(Func<IImagePredictor> predictor)
    : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values,
        EmbeddingGenerationOptions? options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(values);
        var model = predictor();
        var answers = await Task.WhenAll(
                values.Select(value => model.PredictAsync(value.Data, null, cancellationToken))
            )
            .ConfigureAwait(false);
        return new(
            answers.Select(answer => new Embedding<float>(answer.Embedding)
            {
                ModelId = answer.Model.Description.Backbone.Name,
            })
        );
    }

    public object? GetService(Type serviceType, object? serviceKey)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(Telemetry.Name)
            : serviceType == typeof(IImagePredictor) ? predictor()
            : null;
    }

    public void Dispose()
    {
        // The models are the container's.
    }
}
