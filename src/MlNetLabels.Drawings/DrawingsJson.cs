using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Drawings;

/// <summary>JSON without reflection, so that trimmed programs read and write the same.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DrawingArchive))]
[JsonSerializable(typeof(BuildStamp))]
internal sealed partial class DrawingsJson : JsonSerializerContext;
