namespace MlNetLabels.Data;

/// <summary>What is known of one label on one image.</summary>
public enum LabelState : sbyte
{
    /// <summary>Not annotated (a blank cell): left out of that label's loss and metrics.</summary>
    Unknown = -1,

    /// <summary>Known not to apply.</summary>
    Absent = 0,

    /// <summary>Known to apply.</summary>
    Present = 1,
}
