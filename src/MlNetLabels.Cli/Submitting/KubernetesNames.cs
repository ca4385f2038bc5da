using System.Text.RegularExpressions;

namespace MlNetLabels.Cli.Submitting;

/// <summary>What Kubernetes takes for names and sizes.</summary>
internal static partial class KubernetesNames
{
    /// <summary>A label of RFC 1123, which names of pods come from.</summary>
    public static bool IsLabel(string text) => Label().IsMatch(text);

    /// <summary>A size such as 4Gi; a number alone would be of bytes.</summary>
    public static bool IsSize(string text) => Size().IsMatch(text);

    /// <summary>An image with its registry, tag and digest, where it has them.</summary>
    public static bool IsImage(string text) => Image().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$")]
    private static partial Regex Label();

    [GeneratedRegex(
        "^([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$"
    )]
    private static partial Regex Image();

    [GeneratedRegex("^[1-9][0-9]{0,11}(k|M|G|T|Ki|Mi|Gi|Ti)$")]
    private static partial Regex Size();
}
