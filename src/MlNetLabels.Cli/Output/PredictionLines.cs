using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlNetLabels.Runs;
using MlNetLabels.Shared;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Answers as one JSON object a line: <c>file</c> with <c>prediction</c>, or with the <c>reason</c> why there is none.
/// </summary>
/// <param name="top">How many of the likeliest classes and labels are given; null for all.</param>
internal sealed class PredictionLines(int? top) : PredictionOutput
{
    private static readonly PredictionNames s_format = new(
        new JsonSerializerOptions(PredictionNames.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    protected override void Add(PredictResult part)
    {
        var lines = new StringBuilder();
        foreach (var image in part.Images)
            lines.Append(JsonSerializer.Serialize(Likeliest.Of(image, top), s_format.AnsweredImage)).Append('\n');
        foreach (var file in part.Skipped.Concat(part.LeftOut))
            lines.Append(JsonSerializer.Serialize(file, s_format.SkippedFile)).Append('\n');
        Print(lines.ToString());
    }
}
