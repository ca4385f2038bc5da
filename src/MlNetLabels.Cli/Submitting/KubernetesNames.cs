using System.Text.RegularExpressions;

namespace MlNetLabels.Cli.Submitting;

/// <summary>What Kubernetes takes for names and sizes.</summary>
internal static partial class KubernetesNames
{
    /// <summary>A label of RFC 1123, which names of pods come from.</summary>
    public static bool IsLabel(string text) => Label().IsMatch(text);

    /// <summary>A size such as 4Gi.</summary>
    public static bool IsSize(string text) => Size().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$")]
    private static partial Regex Label();

    [GeneratedRegex("^[1-9][0-9]{0,11}(k|M|G|T|Ki|Mi|Gi|Ti)?$")]
    private static partial Regex Size();
}
