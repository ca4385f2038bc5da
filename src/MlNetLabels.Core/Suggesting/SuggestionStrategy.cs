using System.Text.Json.Serialization;

namespace MlNetLabels.Suggesting;

/// <summary>How the images to label next are found.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SuggestionStrategy>))]
public enum SuggestionStrategy
{
    /// <summary>
    /// Images whose answer changes when three quarters of the features are dropped at random, one nearest to each k-means
    /// centre of them. Source: Gupte et al., Revisiting active learning in the era of vision foundation models (2024).
    /// </summary>
    [JsonStringEnumMemberName("drop-query")]
    DropQuery,

    /// <summary>
    /// The most typical image of each cluster, those first in which nothing is labelled, the largest first: needs no model.
    /// Source: Hacohen, Dekel and Weinshall, Active learning on a budget (2022).
    /// </summary>
    [JsonStringEnumMemberName("typi-clust")]
    TypiClust,
}

/// <summary>Why an image is worth a label.</summary>
public enum SuggestionReason
{
    /// <summary>The model's answer changes where features are dropped.</summary>
    Unsure,

    /// <summary>It stands for many images like it.</summary>
    Typical,

    /// <summary>It stands for a group of similar images that the model rejects or cannot tell from a new class.</summary>
    NewClass,
}
