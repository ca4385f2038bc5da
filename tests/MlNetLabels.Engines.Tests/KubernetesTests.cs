using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary><c>submit kubernetes</c>: checked against what Kubernetes publishes, and not run.</summary>
public sealed class KubernetesTests : IDisposable
{
    private static readonly string[] s_call =
    [
        "--",
        "embed",
        "--images",
        "/data/a $(b).csv",
        "--output",
        "/data/parts",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Submit_Embed_IsAnIndexedJob()
    {
        var job = Read(
            Submit(["--cpus", "4", "--mem", "2Gi", "--retries", "5", "--parallel", "7", "--namespace", "photos"])
        );

        var spec = job.Spec;
        Assert.Equal(
            ("batch/v1", "Job", "mlnet-labels-embed", "photos"),
            (job.ApiVersion, job.Kind, job.Name(), job.Namespace())
        );
        Assert.Equal(
            ("Indexed", 12, 7, 5),
            (spec.CompletionMode, spec.Completions, spec.Parallelism, spec.BackoffLimitPerIndex)
        );
        Assert.Equal("Never", spec.Template.Spec.RestartPolicy);
        var given = Assert.Single(spec.PodFailurePolicy.Rules, rule => rule.Action == "FailIndex").OnExitCodes;
        Assert.Equal([2, 3], given.Values);
        var container = Assert.Single(spec.Template.Spec.Containers);
        // As the container gets it: $$( is how a manifest writes $(.
        Assert.Equal(
            [
                "embed",
                "--images",
                "/data/a $$(b).csv",
                "--output",
                "/data/parts",
                "--threads",
                "4",
                "--shard",
                "auto/12",
            ],
            container.Args
        );
        Assert.Equal("2Gi", container.Resources.Limits["memory"].ToString());
        Assert.Equal("/data", Assert.Single(container.VolumeMounts).MountPath);
        Assert.Equal("photos", Assert.Single(spec.Template.Spec.Volumes).PersistentVolumeClaim.ClaimName);
    }

    [Fact]
    public void Submit_Manifest_KeepsToThePublishedSchema()
    {
        string schema = Schema();
        string job = KubernetesJson.Serialize(Read(Submit(["--cpus", "4", "--mem", "2Gi", "--parallel", "7"])));
        var broken = JsonNode.Parse(job)!;
        broken["spec"]!["podFailurePolicy"]!["rules"]![0]!["action"] = "Nothing";
        broken["spec"]!["completions"] = "many";

        Assert.Equal("", Check(schema, job));
        string wrong = Check(schema, broken.ToJsonString());
        Assert.Contains("/spec/podFailurePolicy/rules/0/action", wrong, StringComparison.Ordinal);
        Assert.Contains("/spec/completions must be integer", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--volume photos:/data -- embed --images /data/a.csv --output parts", "lies in no volume")]
    [InlineData("--volume photos -- embed --images /data/a.csv --output /data/p", "--volume is 'photos'")]
    [InlineData("--volume photos:/data --mem 2XB -- embed --images /data/a.csv --output /data/p", "--mem is '2XB'")]
    [InlineData("--volume photos:/data --mem 2 -- embed --images /data/a.csv --output /data/p", "2Gi")]
    [InlineData("--volume a:/data --volume b:/data/ -- embed --images /data/a --output /data/p", "mounted at /data")]
    [InlineData("--volume photos:/data -- embed --images /data/a.csv --output /data/../p", "lies in no volume")]
    [InlineData("--volume photos:/data --name A_b -- embed --images /data/a.csv --output /data/p", "--name is 'A_b'")]
    [InlineData("--volume photos:/data -- train --data /data", "'train' cannot be divided")]
    [InlineData(
        "--volume photos:/data -- embed --images /data/a.csv --output /data/p --shard 0/2",
        "leave --shard out"
    )]
    [InlineData("--volume photos:/data -- embed --images /data/a.csv", "--output is missing")]
    [InlineData("--volume photos:/data --shrads 3 -- embed --images /data/a.csv", "Did you mean --shards?")]
    public void Submit_WhatCannotWork_IsAUsageError(string words, string said) =>
        Tool.Run(["submit", "kubernetes", "--shards", "12", "--image", "i", .. words.Split(' ')]).Refused(2, said);

    private static string Submit(string[] options) =>
        Tool.Run([
                "submit",
                "kubernetes",
                "--shards",
                "12",
                "--image",
                "registry/mlnet-labels:0.6.0",
                "--volume",
                "photos:/data",
                .. options,
                .. s_call,
            ])
            .Done()
            .Out;

    // Every member has to be one that the type has.
    private static V1Job Read(string yaml) => KubernetesYaml.Deserialize<V1Job>(yaml, strict: true);

    // Kubernetes' OpenAPI as the npm package kubernetes-models has it, locked by hash.
    private string Schema()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "kubernetes")))
            File.Copy(file, _folder.File("schema", Path.GetFileName(file)));
        string folder = _folder.File("schema");
        var (code, said) = Run("npm", folder, null, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Assert.SkipWhen(code != 0, $"The schema cannot be fetched: {said}");
        return folder;
    }

    private static string Check(string schema, string json)
    {
        var (code, said) = Run("node", schema, json, "check.mjs");
        Assert.True(code == 0, said);
        return said;
    }

    private static (int Code, string Said) Run(string program, string folder, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? said : said + error.GetAwaiter().GetResult());
    }
}
