using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Submitting;

namespace MlNetLabels.Cli.Commands;

/// <summary>Writes the shards as an Indexed Job of Kubernetes', to look at and to apply.</summary>
internal static class SubmitKubernetesCommand
{
    public const string Example =
        "submit kubernetes --shards 100 --image registry/mlnet-labels:0.6.0 --volume photos:/data --cpus 4 --mem 2Gi "
        + "-- embed --images /data/photos.csv --output /data/parts";

    public static Command Create()
    {
        var (call, shards, retries) = (new CallArgument(), SubmitCommand.Shards(), SubmitCommand.Retries());
        var image = new Option<string>("--image")
        {
            Description = "Container image that holds the program.",
            Required = true,
        };
        var program = new Option<string>("--program")
        {
            Description = "The program inside the image, where samples/deploy/Dockerfile puts it when left out.",
            DefaultValueFactory = _ => "/app/mlnet-labels",
        };
        var volumes = new Option<string[]>("--volume")
        {
            Description = "A persistent volume's claim and where pods see it, as photos:/data; may be repeated.",
            Required = true,
        };
        var name = new Option<string?>("--name")
        {
            Description = "The job's name; mlnet-labels-embed, say, when left out.",
        };
        var space = new Option<string?>("--namespace")
        {
            Description = "The job's namespace; kubectl's when left out.",
        };
        var parallel = SubmitCommand.Count("--parallel", "The most pods at once; all when left out.");
        var cpus = SubmitCommand.Count("--cpus", "Cores that a pod asks for, and its threads.");
        var memory = new Option<string?>("--mem")
        {
            Description = "Memory that a pod asks for and is held to, such as 2Gi.",
        };
        var command = new Command(
            "kubernetes",
            "Write the manifest of an Indexed Job to standard output, for kubectl apply. Names in the call are as pods see them."
        )
        {
            call,
            shards,
            image,
            program,
            volumes,
            name,
            space,
            parallel,
            retries,
            cpus,
            memory,
        };
        Help.AddExamples(command, $"{Example} > job.yaml");
        command.Validators.Add(result =>
        {
            foreach (var option in new[] { name, space })
                if (result.GetValue(option) is { } text && !KubernetesNames.IsLabel(text))
                    result.AddError($"{option.Name} is '{text}'; give up to 52 small letters, digits and hyphens.");
            if (result.GetValue(memory) is { } size && !KubernetesNames.IsSize(size))
                result.AddError($"--mem is '{size}'; give a size such as 2Gi.");
            if (result.GetValue(image) is { } named && !KubernetesNames.IsImage(named))
                result.AddError($"--image is '{named}'; give it as REGISTRY/NAME:TAG, the name in small letters.");
            if (result.GetValue(program) is { } word && word.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
                result.AddError($"--program is '{word}'; it is one word.");
        });
        command.SetRun(
            (parsed, _) =>
            {
                int number = parsed.GetValue(shards);
                KubernetesVolume[] mounted = [.. parsed.Values(volumes).Select(KubernetesVolume.Parse)];
                if (mounted.GroupBy(x => x.Folder).FirstOrDefault(x => x.Count() > 1) is { } twice)
                    throw new SetUpException(
                        $"two of --volume are mounted at {twice.Key}; give each a folder of its own."
                    );
                if (SubmittedCall.Read(parsed.GetValue(call)!, number) is not { } submitted)
                    return ExitCode.Usage;
                var options = new KubernetesOptions
                {
                    Name = parsed.GetValue(name) ?? $"mlnet-labels-{submitted.Verb}",
                    Namespace = parsed.GetValue(space),
                    Shards = number,
                    Retries = parsed.GetValue(retries),
                    Parallel = parsed.GetValue(parallel),
                    Image = parsed.GetValue(image)!,
                    Program = parsed.GetValue(program)!,
                    Cpus = parsed.GetValue(cpus),
                    Memory = parsed.GetValue(memory),
                    Volumes = mounted,
                };
                Console.Out.WriteLine(KubernetesJob.Manifest(options, submitted));
                StandardError.WriteLine(
                    $"Apply it with kubectl apply -f. With a long list, first shards plan {submitted.Output} inside a pod; once "
                        + $"the job has ended, shards check and shards merge."
                );
                return ExitCode.Done;
            }
        );
        return command;
    }
}
