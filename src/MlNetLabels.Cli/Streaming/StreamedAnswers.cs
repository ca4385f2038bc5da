using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlNetLabels.Cli.Output;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Runs;
using MlNetLabels.Shared;

namespace MlNetLabels.Cli.Streaming;

/// <summary>
/// Answers lines as they come, one JSON object for each, in order and flushed line by line: whoever writes a line and
/// waits gets its answer before the next. No more lines are read ahead than there is work for.
/// </summary>
/// <param name="predictor">Answers.</param>
/// <param name="rejectRate">As of the model; null as trained.</param>
/// <param name="top">How many of the likeliest classes and labels are given; null for all.</param>
/// <param name="threads">Lines in work at once.</param>
internal sealed class StreamedAnswers(ImagePredictor predictor, double? rejectRate, int? top, int threads)
{
    private const int AheadOfEach = 4;

    // An image of 96 MiB in base64; beyond some 166 million no JSON is read.
    private const int LongestLine = 128 << 20;

    private static readonly PredictionNames s_names = new(
        new JsonSerializerOptions(PredictionNames.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    private static readonly StreamedImage s_tooLong = new(
        null,
        null,
        null,
        $"the line is longer than {LongestLine >> 20} Mi characters: name the file by 'path' instead"
    );

    /// <summary>Answers all lines; blank ones have no answer.</summary>
    public void Run(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        using var ahead = new BlockingCollection<Task<string>>(threads * AheadOfEach);
        using var places = new SemaphoreSlim(threads);
        // Threads of their own, which wait for stdin and decode: those of the pool fire the timers that stop slow images.
        var reading = Task.Factory.StartNew(
            Read,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        foreach (var answer in ahead.GetConsumingEnumerable(cancellationToken))
        {
            output.Write(answer.GetAwaiter().GetResult());
            output.Flush();
        }
        reading.GetAwaiter().GetResult();

        void Read()
        {
            try
            {
                long number = 0;
                var lines = new LineReader(input, LongestLine);
                while (lines.Read(out string read, out bool isTooLong))
                {
                    long own = ++number;
                    string line = own == 1 ? read.TrimStart('\uFEFF') : read;
                    if (string.IsNullOrWhiteSpace(line) && !isTooLong)
                        continue;
                    places.Wait(cancellationToken);
                    ahead.Add(
                        Task.Factory.StartNew(
                            () => Answer(isTooLong ? s_tooLong : null, line, own),
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        ),
                        cancellationToken
                    );
                }
            }
            finally
            {
                ahead.CompleteAdding();
            }
        }

        string Answer(StreamedImage? known, string line, long number)
        {
            try
            {
                return Text(known ?? StreamedImage.Of(line), number, cancellationToken);
            }
            finally
            {
                places.Release();
            }
        }
    }

    private string Text(StreamedImage image, long number, CancellationToken cancellationToken)
    {
        string name = image.Path ?? "";
        AnsweredImage? answer = null;
        string? reason = image.Problem;
        if (reason is null)
            try
            {
                var prediction = image.Image is { } bytes
                    ? predictor.Predict(bytes.AsSpan(), rejectRate, cancellationToken)
                    : predictor.Predict(name, rejectRate, cancellationToken);
                answer = Likeliest.Of(new PredictedImage(name, prediction), top);
            }
            catch (ImageException error)
            {
                reason = error.Reason;
            }
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("line", number);
            if (image.Id is { } id)
            {
                json.WritePropertyName("id");
                id.WriteTo(json);
            }
            if (image.Path is not null)
                json.WriteString("file", image.Path);
            if (answer is not null)
            {
                json.WritePropertyName("prediction");
                JsonSerializer.Serialize(json, answer.Prediction, s_names.Prediction);
            }
            else
                json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        text.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
