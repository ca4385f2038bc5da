using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Runs;
using MlNetLabels.Shared;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Answers as one JSON document: the model, the domain check, all images, and last the files that could not be used,
/// which alone are kept until then.
/// </summary>
internal sealed class PredictionJson : PredictionOutput
{
    private const int PrintFrom = 64 << 10;

    private readonly string _model;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly Utf8JsonWriter _json;
    private readonly List<SkippedFile> _skipped = [];
    private bool _hasBegun;

    private readonly int? _top;

    public PredictionJson(string model, int? top)
    {
        (_model, _top) = (model, top);
        _json = new(
            _text,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }

    public override void End()
    {
        _json.WriteEndArray();
        _json.WriteStartArray("skipped");
        foreach (var file in _skipped)
            JsonSerializer.Serialize(_json, file, PredictionNames.Default.SkippedFile);
        _json.WriteEndArray();
        _json.WriteEndObject();
        Print(atLeast: 0);
        Print("\n");
    }

    public override void Dispose()
    {
        _json.Dispose();
        base.Dispose();
    }

    protected override void Add(PredictResult part)
    {
        if (!_hasBegun)
            Begin(part);
        foreach (var image in part.Images)
            JsonSerializer.Serialize(_json, Likeliest.Of(image, _top), PredictionNames.Default.AnsweredImage);
        _skipped.AddRange(part.Skipped.Concat(part.LeftOut));
        Print(PrintFrom);
    }

    private void Begin(PredictResult part)
    {
        _hasBegun = true;
        _json.WriteStartObject();
        _json.WriteStartArray("switchedOff");
        foreach (string off in part.SwitchedOff)
            _json.WriteStringValue(off);
        _json.WriteEndArray();
        _json.WriteString("model", _model);
        _json.WritePropertyName("domain");
        var domain = new AnswerDomain(part.DomainScore, part.DomainReason, part.RejectRate, part.DomainWarning);
        JsonSerializer.Serialize(_json, domain, PredictionNames.Default.AnswerDomain);
        if (part.CalibrationWarning is { } rough)
            _json.WriteString("calibrationWarning", rough);
        _json.WriteStartArray("images");
    }

    private void Print(int atLeast)
    {
        _json.Flush();
        if (_text.WrittenCount < atLeast)
            return;
        Print(Encoding.UTF8.GetString(_text.WrittenSpan));
        _text.ResetWrittenCount();
    }
}
