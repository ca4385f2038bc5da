using System.Diagnostics;
using MlNetLabels.Embedding;
using MlNetLabels.Hosting.Loading;
using MlNetLabels.Hosting.Monitoring;

namespace MlNetLabels.Hosting.Work;

/// <summary>One image's way: a worker's turn, the network, the heads. Thread-safe.</summary>
internal sealed class ImageWork(
    WorkQueue queue,
    QueuedBytes bytes,
    Telemetry telemetry,
    PredictionMonitor monitor,
    TimeProvider time,
    IPredictionLog? log = null
)
{
    /// <summary>Predicts one image from its bytes.</summary>
    /// <param name="slot">The model's place.</param>
    /// <param name="content">The image.</param>
    /// <param name="options">How it is judged.</param>
    /// <param name="isPatient">Whether it waits for its turn however long that takes.</param>
    /// <param name="stop">Stops waiting and working.</param>
    public async Task<ImageAnswer> PredictAsync(
        ModelSlot slot,
        ReadOnlyMemory<byte> content,
        ImagePredictionOptions? options,
        bool isPatient,
        CancellationToken stop
    )
    {
        long start = time.GetTimestamp();
        using var activity = telemetry.Start(slot.Name);
        try
        {
            var (generation, use) = await slot.EnterAsync(stop).ConfigureAwait(false);
            using (use)
            {
                // A bad rate is told before the work.
                if (options?.RejectRate is { } rate)
                    _ = generation.Model.DomainCut(rate);
                using var turn = isPatient
                    ? await queue.EnterPatientlyAsync(stop).ConfigureAwait(false)
                    : await queue.EnterAsync(stop).ConfigureAwait(false);
                telemetry.Waited(time.GetElapsedTime(start));
                var answer = await Task.Run(() => Work(generation, content, options, start, stop), stop)
                    .ConfigureAwait(false);
                telemetry.Answered(slot.Name, answer, activity);
                if (options?.IsOwn != true)
                {
                    monitor.Observe(slot.Name, generation.Number, answer);
                    Keep(slot.Name, content, options, answer);
                }
                return answer;
            }
        }
        catch (Exception error)
        {
            telemetry.Failed(slot.Name, error, time.GetElapsedTime(start), activity);
            throw;
        }
    }

    /// <summary>The same of what is left of a stream.</summary>
    public async Task<ImageAnswer> PredictAsync(
        ModelSlot slot,
        Stream stream,
        ImagePredictionOptions? options,
        bool isPatient,
        CancellationToken stop
    )
    {
        using var content = await bytes.ReadAsync(stream, stop).ConfigureAwait(false);
        return await PredictAsync(slot, content.Bytes, options, isPatient, stop).ConfigureAwait(false);
    }

    private void Keep(string model, ReadOnlyMemory<byte> content, ImagePredictionOptions? options, ImageAnswer answer)
    {
        if (log is null || options?.IsPrivate == true)
            return;
        log.Add(
            new LoggedPrediction
            {
                Model = model,
                Version = answer.Version,
                Id = options?.Id,
                Prediction = answer.Prediction,
                Embedding = answer.Embedding,
                // The bytes are the caller's, who may use them for something else once it has the answer.
                Image = log.KeepsImages ? content.ToArray() : default(ReadOnlyMemory<byte>?),
            }
        );
    }

    private ImageAnswer Work(
        ModelGeneration generation,
        ReadOnlyMemory<byte> content,
        ImagePredictionOptions? options,
        long start,
        CancellationToken stop
    )
    {
        float[] embedding = generation.Embedder.Embed(content.Span, stop);
        long embedded = Stopwatch.GetTimestamp();
        var prediction = generation.Model.Predict(embedding, options?.RejectRate);
        telemetry.Judged(Stopwatch.GetElapsedTime(embedded));
        return new(prediction, generation.Model, generation.Version, embedding, time.GetElapsedTime(start));
    }
}
