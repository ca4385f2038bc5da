using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Reports.Html;

/// <summary>JSON without line breaks.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CompactContext : JsonSerializerContext;
