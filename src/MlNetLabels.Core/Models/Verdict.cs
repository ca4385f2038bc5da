using System.Text.Json.Serialization;

namespace MlNetLabels.Models;

/// <summary>What a model says of an image, in one word, which is also how it is written as JSON.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>In domain: exactly one class.</summary>
    Class,

    /// <summary>In domain: one label or more.</summary>
    Labels,

    /// <summary>
    /// In domain, but none of the labels applies; of a classifier, only where known negatives taught it so.
    /// </summary>
    None,

    /// <summary>
    /// Out of domain: not the kind of image the model was trained for; its class and labels mean nothing.
    /// </summary>
    Rejected,

    /// <summary>
    /// Of a known kind, but perhaps of a class or label that the model does not know: embedding and heads together are
    /// further out than the promised share of in-domain images. The class and labels are the likeliest of those known.
    /// </summary>
    Unsure,
}
