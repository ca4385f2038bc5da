using System.Text.Json;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;
using MlNetLabels.Models;
using MlNetLabels.Shared;

namespace MlNetLabels.AspNetCore.InferenceV2;

/// <summary>What a model answers as tensors, one row an image.</summary>
internal static class InferOutputs
{
    private const string Bytes = "BYTES",
        Double = "FP64";

    /// <summary>Names, types and shapes; -1 is the number of images.</summary>
    public static IReadOnlyList<TensorMetadata> Describe(Model model) =>
        [
            new("verdict", Bytes, [-1]),
            .. model.Description.Softmax is { } softmax
                ? (TensorMetadata[])
                    [
                        new("class", Bytes, [-1]),
                        new("class_probabilities", Double, [-1, softmax.Classes.Count])
                        {
                            Parameters = new(softmax.Classes),
                        },
                    ]
                : [],
            .. model.Description.Labels is { } labels
                ? (TensorMetadata[])
                    [new("label_probabilities", Double, [-1, labels.Names.Count]) { Parameters = new(labels.Names) }]
                : [],
            new("domain_p_value", Double, [-1]),
            new("prediction", Bytes, [-1]),
        ];

    /// <summary>The tensors that were asked for; all but the whole predictions where none was named.</summary>
    /// <exception cref="RequestException">One of them is not there.</exception>
    public static IReadOnlyList<InferOutput> Of(
        IReadOnlyList<ImageAnswer> answers,
        Model model,
        IReadOnlySet<string>? wanted
    )
    {
        var described = Describe(model);
        if (wanted?.FirstOrDefault(name => described.All(x => x.Name != name)) is { } unknown)
            throw RequestException.Bad(
                $"There is no output '{unknown}'; there are {string.Join(", ", described.Select(x => x.Name))}."
            );
        return
        [
            .. described
                .Where(x => wanted?.Contains(x.Name) ?? x.Name != "prediction")
                .Select(x => new InferOutput(
                    x.Name,
                    x.Datatype,
                    [.. x.Shape.Select(side => side < 0 ? answers.Count : side)],
                    Data(x.Name, [.. answers.Select(answer => answer.Prediction)])
                )),
        ];
    }

    private static JsonElement Data(string name, Prediction[] answers) =>
        name switch
        {
            "verdict" => Texts(answers.Select(x => x.Verdict.ToString())),
            "class" => Texts(answers.Select(x => x.Class!)),
            "class_probabilities" => Numbers(answers.SelectMany(x => x.Classes!).Select(x => x.Probability)),
            "label_probabilities" => Numbers(answers.SelectMany(x => x.Labels!).Select(x => x.Probability)),
            "domain_p_value" => Numbers(answers.Select(x => x.Domain.PValue)),
            _ => Texts(answers.Select(x => JsonSerializer.Serialize(x, PredictionNames.Default.Prediction))),
        };

    private static JsonElement Texts(IEnumerable<string> values) =>
        JsonSerializer.SerializeToElement([.. values], InferenceJson.Default.StringArray);

    private static JsonElement Numbers(IEnumerable<double> values) =>
        JsonSerializer.SerializeToElement([.. values], InferenceJson.Default.DoubleArray);
}
