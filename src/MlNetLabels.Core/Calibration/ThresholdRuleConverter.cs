using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Calibration;

/// <summary>Writes a <see cref="ThresholdRule"/> as its text and reads it back strictly.</summary>
internal sealed class ThresholdRuleConverter : JsonConverter<ThresholdRule>
{
    /// <inheritdoc/>
    public override ThresholdRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return ThresholdRule.Parse(reader.GetString() ?? "");
        }
        catch (Exception problem) when (problem is FormatException or InvalidOperationException)
        {
            throw new JsonException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ThresholdRule value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
