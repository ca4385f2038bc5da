using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Reports.Html;

/// <summary>JSON without line breaks.</summary>
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class CompactContext : JsonSerializerContext;
