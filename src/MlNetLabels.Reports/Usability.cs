using System.Text.Json.Serialization;

namespace MlNetLabels.Reports;

/// <summary>Whether a model can be used, as far as its test images say.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Usability>))]
public enum Usability
{
    /// <summary>Nothing was found that speaks against it.</summary>
    Usable,

    /// <summary>Usable where somebody minds what the summary warns of.</summary>
    UsableWithCare,

    /// <summary>Not yet: it was not tested, a gate failed, or it is often wrong.</summary>
    NotYet,
}
