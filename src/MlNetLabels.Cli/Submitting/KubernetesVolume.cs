namespace MlNetLabels.Cli.Submitting;

/// <summary>A volume that outlives pods.</summary>
/// <param name="Claim">Of a persistent volume.</param>
/// <param name="Folder">Where it is mounted.</param>
internal sealed record KubernetesVolume(string Claim, string Folder)
{
    /// <summary>Reads <c>CLAIM:/FOLDER</c>.</summary>
    /// <exception cref="SetUpException">It is none.</exception>
    public static KubernetesVolume Parse(string text) =>
        text.Split(':', 2) is [var claim, ['/', _, ..] folder] && KubernetesNames.IsLabel(claim)
            ? new(claim, folder.TrimEnd('/'))
            : throw new SetUpException(
                $"--volume is '{text}'; give a claim and where it is mounted, as --volume photos:/data."
            );

    /// <summary>Whether a file inside a pod lies in it.</summary>
    public bool Holds(string path) =>
        path.StartsWith(Folder + '/', StringComparison.Ordinal) && !path.Split('/').Contains("..");
}
