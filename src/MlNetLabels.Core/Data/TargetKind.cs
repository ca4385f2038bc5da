namespace MlNetLabels.Data;

/// <summary>What the annotation of a dataset says about an image, and so which losses apply.</summary>
public enum TargetKind
{
    /// <summary>
    /// Exactly one class: softmax with cross-entropy, and, as a class is also a label, label heads too.
    /// </summary>
    Classes,

    /// <summary>None, one or many labels: label heads with binary cross-entropy only.</summary>
    LabelSets,
}
