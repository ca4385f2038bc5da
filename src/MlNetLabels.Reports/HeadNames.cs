namespace MlNetLabels.Reports;

/// <summary>The heads' names in JSON.</summary>
internal static class HeadNames
{
    /// <summary>The softmax head.</summary>
    public const string Softmax = "softmax";

    /// <summary>The label heads.</summary>
    public const string Labels = "labels";

    /// <summary>No head, but what rejects images of another kind.</summary>
    public const string Domain = "domain";

    /// <summary>A head's name as a heading.</summary>
    internal static string Title(string head) =>
        head switch
        {
            Softmax => "Softmax",
            Labels => "Labels",
            _ => head,
        };

    /// <summary>A head's name in a sentence.</summary>
    internal static string InWords(string head) =>
        head switch
        {
            Softmax => "softmax head",
            Labels => "label heads",
            Domain => "domain check",
            _ => head,
        };
}
