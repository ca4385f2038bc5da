using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Reports.Json;

/// <summary>
/// Refuses NaN and infinity both ways: an undefined figure is null with a reason. The serializer adds the place to the
/// exception.
/// </summary>
internal sealed class FiniteDoubleConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        double value = reader.GetDouble();
        return double.IsFinite(value) ? value : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (!double.IsFinite(value))
            throw new JsonException();
        writer.WriteNumberValue(value);
    }
}
