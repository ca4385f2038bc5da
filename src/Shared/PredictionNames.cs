using System.Text.Json.Serialization;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Shared;

/// <summary>
/// The names by which answers are written, by the program and over HTTP alike: camelCase, members that are null left
/// out, without reflection.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AnswerDocument))]
internal sealed partial class PredictionNames : JsonSerializerContext;

/// <summary>One document: what is off, the model, the domain check, all images, and the files that could not be used.</summary>
internal sealed record AnswerDocument(
    IReadOnlyList<string> SwitchedOff,
    string Model,
    AnswerDomain Domain,
    string? CalibrationWarning,
    IReadOnlyList<AnsweredImage> Images,
    IReadOnlyList<SkippedFile> Skipped
);

/// <summary>What decides which images are rejected, and what to know of it.</summary>
internal sealed record AnswerDomain(string Score, string Why, double RejectRate, string? Warning)
{
    public static AnswerDomain Of(Model model, double? rejectRate) =>
        new(
            model.Description.Domain.Score,
            model.Description.Domain.Why,
            rejectRate ?? model.Description.Domain.RejectRate,
            model.DomainWarning(rejectRate)
        );
}

/// <summary>One image's answer; version and time where a service says them.</summary>
internal sealed record AnsweredImage(string File, Prediction Prediction)
{
    /// <summary>Which bundle answered.</summary>
    public string? Version { get; init; }

    /// <summary>From the call to the answer.</summary>
    public double? Seconds { get; init; }

    /// <summary>Training images nearest to it, where they were asked for and the model keeps pictures.</summary>
    public IReadOnlyList<AnsweredNeighbour>? Nearest { get; init; }
}

/// <summary>A training image near to an image, with a picture of few pixels as base64.</summary>
internal sealed record AnsweredNeighbour(
    string File,
    IReadOnlyList<string> Names,
    double Similarity,
    ReadOnlyMemory<byte> Picture
);
