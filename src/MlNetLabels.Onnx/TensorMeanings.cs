using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Onnx;

/// <summary>What the tensors of a model's graph hold, in words: what is off in the model is said so.</summary>
/// <param name="model">The model.</param>
/// <param name="cut">Its cut in the graph.</param>
internal sealed class TensorMeanings(Model model, ConformalCut cut)
{
    private readonly bool _isOn = double.IsFinite(cut.Cut),
        _isAsked = model.NewClassCut is { } unsure && double.IsFinite(unsure.Cut);

    private readonly string _held =
        model.Description.CrossFolds > 0 ? "training images held out in turn" : "validation images";

    /// <summary>What a tensor of this name holds.</summary>
    public string Of(string name) =>
        name switch
        {
            "image" => "Decoded pixels, 0 to 255, R, G, B: EXIF turned upright, alpha laid over white, grey repeated. "
                + "Resized in the graph; all images of a batch have one size, at least 1 x 1.",
            "tensor" =>
                "Resized pixels as planes R, G, B: (pixel / 255 - mean) / std, see backbone.preprocessing; planes B, G, R where "
                    + "its channels are bgr. Of several parts the first one's.",
            "embedding" => "What the backbone makes of an image.",
            "class_probabilities" =>
                $"Probabilities of the classes, {Calibrated(model.Description.Softmax!)}; they sum to one.",
            "class" => "Index of the most probable class.",
            "label_probabilities" =>
                $"Probabilities of the labels, each on its own, {Calibrated(model.Description.Labels!)}.",
            "label_applies" => "Whether the probability reaches the label's threshold.",
            "domain_score" => "How far the image lies from the training images; larger = further out.",
            "domain_p_value" => _isOn
                ? $"Share of {_held} at least as far out, counting this one; small = out of domain."
                : "The domain check is OFF: too few images were held out for this to reject any, however small.",
            "new_class_score" =>
                "Embedding and heads together: larger = more likely of a class that the model does not know.",
            "new_class_p_value" => _isAsked
                ? $"Share of {_held} that look as new, counting this one; small = perhaps a new class."
                : "The check for new classes is OFF: too few images were held out for this to call any Unsure, however small.",
            "verdict" => "The answer in one word, an index into verdicts: "
                + (_isOn ? "above the cut Rejected; else " : "never Rejected, since the domain check is OFF; ")
                + (
                    _isAsked
                        ? "Unsure where it may be a new class; else "
                        : "never Unsure, since no check for new classes is on; "
                )
                + (model.SupportsNone ? "None where no label applies; else " : "never None; ")
                + (model.Description.Softmax is null ? "Labels." : "Class."),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "An input or output without a meaning."),
        };

    private static string Calibrated(SoftmaxDescription softmax) =>
        softmax.IsCalibrationTried ? "calibrated" : "NOT calibrated";

    private static string Calibrated(LabelsDescription labels) =>
        labels.NotCalibrated.Count == 0 ? "calibrated"
        : labels.NotCalibrated.Count == labels.Names.Count ? "NOT calibrated"
        : $"calibrated but for {labels.NotCalibrated.Count} of {labels.Names.Count}, see calibrationWarning";
}
