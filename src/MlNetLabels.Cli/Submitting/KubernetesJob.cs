using System.Globalization;
using k8s;
using k8s.Models;

namespace MlNetLabels.Cli.Submitting;

/// <summary>
/// A run as an Indexed Job: Kubernetes gives each pod its index, tries again the indexes whose pods fail, and gives up
/// those that ended with 2 or 3. Pods that are taken away, as those on spot machines are, count as no try.
/// </summary>
internal static class KubernetesJob
{
    private const string Container = "mlnet-labels";

    // More than a task takes to end once it is told to.
    private const long GracePeriod = 30;

    /// <summary>The manifest, as YAML.</summary>
    /// <exception cref="SetUpException">What it writes would be lost.</exception>
    public static string Manifest(KubernetesOptions options, SubmittedCall call)
    {
        if (!options.Volumes.Any(volume => volume.Holds(call.Output)))
            throw new SetUpException(
                $"--output {call.Output} lies in no volume, so it would be lost with its pod: give an absolute path below "
                    + "what --volume mounts."
            );
        return KubernetesYaml.Serialize(Job(options, call));
    }

    /// <summary>The same as an object.</summary>
    public static V1Job Job(KubernetesOptions options, SubmittedCall call) =>
        new()
        {
            ApiVersion = $"{V1Job.KubeGroup}/{V1Job.KubeApiVersion}",
            Kind = V1Job.KubeKind,
            Metadata = new V1ObjectMeta { Name = options.Name, NamespaceProperty = options.Namespace },
            Spec = new V1JobSpec
            {
                CompletionMode = "Indexed",
                Completions = options.Shards,
                Parallelism = options.Parallel ?? options.Shards,
                BackoffLimitPerIndex = options.Retries,
                // Otherwise a few shards that cannot be done would end the others.
                MaxFailedIndexes = options.Shards,
                PodFailurePolicy = new V1PodFailurePolicy { Rules = Rules() },
                Template = new V1PodTemplateSpec { Spec = Pod(options, call) },
            },
        };

    private static V1PodFailurePolicyRule[] Rules() =>
        [
            new()
            {
                Action = "Ignore",
                OnPodConditions =
                [
                    new V1PodFailurePolicyOnPodConditionsPattern { Type = "DisruptionTarget", Status = "True" },
                ],
            },
            new()
            {
                Action = "FailIndex",
                OnExitCodes = new V1PodFailurePolicyOnExitCodesRequirement
                {
                    ContainerName = Container,
                    OperatorProperty = "In",
                    Values = [ExitCode.Usage, ExitCode.BadInput],
                },
            },
        ];

    private static V1PodSpec Pod(KubernetesOptions options, SubmittedCall call) =>
        new()
        {
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = GracePeriod,
            Containers =
            [
                new V1Container
                {
                    Name = Container,
                    Image = options.Image,
                    Command = [options.Program],
                    Args = [.. Words(options, call).Select(Literal)],
                    Resources = Resources(options),
                    VolumeMounts =
                    [
                        .. options.Volumes.Select(x => new V1VolumeMount { Name = x.Claim, MountPath = x.Folder }),
                    ],
                },
            ],
            Volumes =
            [
                .. options
                    .Volumes.Select(x => x.Claim)
                    .Distinct()
                    .Select(claim => new V1Volume
                    {
                        Name = claim,
                        PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim },
                    }),
            ],
        };

    private static IEnumerable<string> Words(KubernetesOptions options, SubmittedCall call)
    {
        foreach (string word in call.Words)
            yield return word;
        if (options.Cpus is { } cpus && !call.NamesThreads)
        {
            yield return "--threads";
            yield return cpus.ToString(CultureInfo.InvariantCulture);
        }
        yield return "--shard";
        yield return string.Create(CultureInfo.InvariantCulture, $"auto/{options.Shards}");
    }

    // $(NAME) would be a variable's value.
    private static string Literal(string word) => word.Replace("$(", "$$(", StringComparison.Ordinal);

    private static V1ResourceRequirements? Resources(KubernetesOptions options)
    {
        var requests = new Dictionary<string, ResourceQuantity>(StringComparer.Ordinal);
        if (options.Cpus is { } cpus)
            requests["cpu"] = new ResourceQuantity(cpus.ToString(CultureInfo.InvariantCulture));
        if (options.Memory is { } memory)
            requests["memory"] = new ResourceQuantity(memory);
        if (requests.Count == 0)
            return null;
        return new V1ResourceRequirements
        {
            Requests = requests,
            Limits = options.Memory is { } most
                ? new Dictionary<string, ResourceQuantity> { ["memory"] = new ResourceQuantity(most) }
                : null,
        };
    }
}
