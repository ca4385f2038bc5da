using System.CommandLine;
using System.CommandLine.Help;
using System.Diagnostics;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// Whatever an option is given, the program says what is wrong and ends with 2 or 3, or with 5 where nothing can be
/// written. In the process itself, for there are too many calls to start one for each; nothing that they name exists, so
/// that none does any work.
/// </summary>
[Collection(nameof(ArgumentTests))]
public sealed class ArgumentTests(ITestOutputHelper output) : IDisposable
{
    private const string Missing = "nirgends größe 漢",
        NoPlace = "/dev/zero/x";

    private static readonly string[] s_values =
    [
        "",
        " ",
        "auto",
        "x",
        "-1",
        "-0.5",
        "NaN",
        "-Infinity",
        "1e999",
        "99999999999999999999",
        "0",
        "2147483647",
        "2147483648",
        "1e308",
        "1e-320",
        "a\0b",
        "\ud800",
        NoPlace,
        new('x', 5000),
        "0,5",
        "101%",
        "größe",
        "漢字",
        "\u001b[31m",
        "=",
        "a=,b",
        "@list.png",
        "--",
    ];

    private readonly CapturedConsole _console = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _console.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_AnyValueForAnyOption_IsAUsageOrInputError()
    {
        var clock = Stopwatch.StartNew();
        int calls = 0;
        var wrong = new List<string>();
        foreach (var (path, command) in Verbs(Program.CreateRoot(), []))
        foreach (var option in command.Options.Where(o => o is not (HelpOption or VersionOption)))
        foreach (string value in s_values)
        {
            string[] arguments = [.. path, .. Needed(path, option.Name), $"{option.Name}={value}"];
            var (code, said) = await RunAsync(arguments);
            calls++;
            // One of the values is a place where nothing can be written.
            bool isExpected = code is 2 or 3 || code == 5 && said.Contains(NoPlace, StringComparison.Ordinal);
            if (!isExpected || said.Contains("   at ", StringComparison.Ordinal) || said.Length == 0)
                wrong.Add($"{string.Join(' ', arguments)}: {code} {said}");
        }

        output.WriteLine($"{calls} calls, {clock.Elapsed.TotalSeconds:f1} s");
        Assert.True(calls > 1000, $"only {calls} calls");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Run_AnyValueForAnyArgument_EndsWithACodeThatSaysSo()
    {
        var wrong = new List<string>();
        foreach (var (path, command) in Verbs(Program.CreateRoot(), []).Where(x => x.Command.Arguments.Count > 0))
        foreach (string value in s_values)
        {
            string[] model = path is ["predict"] ? ["--model", Missing] : [];
            string[] arguments = [.. path, .. model, .. command.Arguments.Select(_ => value)];
            var (code, said) = await RunAsync(arguments);
            // The logits of losses are numbers, some of which are good ones.
            if (
                !(code is 2 or 3 || code == 0 && path is ["losses"])
                || said.Contains("   at ", StringComparison.Ordinal)
            )
                wrong.Add($"{string.Join(' ', arguments)}: {code} {said}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Run_AnyOptionEmpty_IsAUsageErrorThatNamesIt()
    {
        foreach (var (path, command) in Verbs(Program.CreateRoot(), []))
        foreach (var option in command.Options.Where(o => o is not (HelpOption or VersionOption)))
        {
            var (code, said) = await RunAsync([.. path, .. Needed(path, option.Name), option.Name, ""]);

            Assert.True(code == 2, $"{string.Join(' ', path)} {option.Name}: {code} {said}");
            // A switch takes no value: an empty text after it is one argument too many, or an empty path.
            if (option.ValueType != typeof(bool))
                Assert.Contains(option.Name, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("train --data nirgends --model m --threads auto", "--threads", "auto", "whole number")]
    [InlineData("train --data nirgends --model m --threads 2000000000", "--threads", "1024", "--help")]
    [InlineData("train --data nirgends --model m --balanced=vielleicht", "vielleicht", "train --help")]
    [InlineData("cache prune --unused-days x", "--unused-days", "x", "prune --help")]
    [InlineData("cache prune --unused-days 2147483647", "--unused-days", "36500", "prune --help")]
    public async Task Run_TextThatIsNoValue_SaysSoInPlainWords(string arguments, params string[] words)
    {
        var (code, said) = await RunAsync(arguments.Split(' '));

        Assert.Equal(2, code);
        Assert.All(words, word => Assert.Contains(word, said, StringComparison.Ordinal));
        Assert.DoesNotContain("System.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileWhoseNameBeginsWithAt_IsNotReadAsArguments()
    {
        string list = _folder.Write("list.png", "--help");

        var (code, said) = await RunAsync(["predict", "--model", "model.mlabels", "@" + list]);

        Assert.Equal(3, code);
        Assert.Contains("@" + list, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NamesWithControlCharacters_ShowsTheirCodes()
    {
        var (code, said) = await RunAsync(["predict", "--model", "m\u001b[2J", _folder.Write("x.png", "x")]);

        Assert.Equal(3, code);
        Assert.Contains("m\\x1b[2J", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_LambdaAuto_IsTheDefaultSaidAloud()
    {
        var (code, said) = await RunAsync(["train", "--data", Missing, "--model", "m.mlabels", "--l2", "auto"]);

        Assert.Equal(3, code);
        Assert.Contains(Missing, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--classes", ",", "names nothing")]
    [InlineData("--label-columns", " , ", "names nothing")]
    [InlineData("--classes", "a,b,a", "names 'a' twice")]
    [InlineData("--class-weights", ",", "weighs nothing")]
    [InlineData("--class-weights", "a=-1", "is not NAME=WEIGHT")]
    [InlineData("--class-weights", "balancd", "between 1e-9 and 1e9.\n")]
    [InlineData("--positive-weights", "balancd", "Did you mean balanced?")]
    public async Task Train_ListThatNamesNothing_IsAUsageError(string option, string value, string words)
    {
        var (code, said) = await RunAsync(["train", "--data", "photos", "--model", "m.mlabels", option, value]);

        Assert.Equal(2, code);
        Assert.Contains(words, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN", 2)]
    [InlineData("-1", 2)]
    [InlineData("1,5", 3)]
    [InlineData("größe", 3)]
    public async Task Metrics_ThresholdThatIsNone_IsRefused(string threshold, int expected)
    {
        string csv = _folder.Write("p.csv", "a,p:a\n1,0.5\n0,0.2\n");

        var (code, said) = await RunAsync(["metrics", "--predictions", csv, $"--thresholds={threshold}"]);

        Assert.Equal(expected, code);
        Assert.Contains(threshold, said, StringComparison.Ordinal);
    }

    private static IEnumerable<(string[] Path, Command Command)> Verbs(Command command, string[] path)
    {
        if (command.Subcommands.Count == 0)
            yield return (path, command);
        foreach (var inner in command.Subcommands)
        foreach (var found in Verbs(inner, [.. path, inner.Name]))
            yield return found;
    }

    // What a verb needs before it gets to the option, except the option itself: files that are not there.
    private static string[] Needed(string[] path, string option)
    {
        string[][] needed = path switch
        {
            ["demo"] =>
            [
                ["--data", Missing],
            ],
            ["embed"] =>
            [
                ["--images", Missing],
                ["--output", "x.npy"],
            ],
            ["train"] =>
            [
                ["--data", Missing],
                ["--model", "m.mlabels"],
            ],
            ["evaluate"] =>
            [
                ["--data", Missing],
                ["--model", Missing],
            ],
            ["predict"] =>
            [
                ["--model", Missing],
                [Missing],
            ],
            ["monitor"] =>
            [
                ["--model", Missing],
                ["--images", Missing],
            ],
            ["suggest"] =>
            [
                ["--pool", Missing],
            ],
            ["label"] =>
            [
                ["--data", Missing],
                ["--no-browser"],
            ],
            ["metrics"] =>
            [
                ["--predictions", Missing],
            ],
            ["submit", "slurm"] =>
            [
                ["--shards", "2"],
                ["embed"],
            ],
            ["submit", "kubernetes"] =>
            [
                ["--shards", "2"],
                ["--image", "x"],
                ["--volume", "x:/x"],
                ["embed"],
            ],
            ["losses"] =>
            [
                ["NaN"],
            ],
            ["ood"] =>
            [
                ["--embeddings", Missing],
                ["--train", Missing],
            ],
            ["report"] =>
            [
                [Missing],
            ],
            ["compare"] =>
            [
                [Missing],
                [Missing],
            ],
            ["completion"] =>
            [
                ["bash"],
                ["one argument too many"],
            ],
            ["export"] =>
            [
                ["--model", Missing],
                ["--output", "x.onnx"],
            ],
            ["init"] =>
            [
                ["--data", Missing],
            ],
            ["retrain"] or ["runs", "list"] or ["runs", "rollback"] or ["runs", "verify"] or ["config", "show"] =>
            [
                ["--config", Missing],
            ],
            ["runs", "show"] or ["runs", "promote"] =>
            [
                ["0001"],
                ["--config", Missing],
            ],
            ["runs", "compare"] =>
            [
                ["0001"],
                ["0002"],
                ["--config", Missing],
            ],
            ["runs", "prune"] =>
            [
                ["--keep", "1"],
                ["--config", Missing],
            ],
            // Nothing else stops these.
            ["data", "build"] or ["backbones", "list"] or ["config", "schema"] =>
            [
                ["one argument too many"],
            ],
            ["data", "describe"] =>
            [
                [Missing],
            ],
            ["data", "import"] =>
            [
                [Missing],
                ["--output", Missing],
            ],
            ["backbones", "check"] =>
            [
                [Missing],
            ],
            ["backbones", "compare"] =>
            [
                ["--data", Missing],
            ],
            ["bundle", "verify"] =>
            [
                [Missing],
            ],
            ["bundle", "sign"] =>
            [
                [Missing],
                ["--key", Missing],
            ],
            ["shards", "plan"] =>
            [
                [Missing],
                ["--images", Missing],
                ["--shards", "2"],
            ],
            ["shards", "merge"] =>
            [
                [Missing],
                ["--output", "x.npy"],
            ],
            ["shards", _] =>
            [
                [Missing],
            ],
            ["serve"] =>
            [
                ["--model", Missing],
            ],
            ["cache", "prune"] =>
            [
                ["--cache", Missing],
                ["--max-size", "1GB"],
            ],
            ["cache", _] =>
            [
                ["--cache", Missing],
            ],
            _ => throw new InvalidOperationException($"Say what {string.Join(' ', path)} needs."),
        };
        return [.. needed.Where(words => words[0] != option).SelectMany(words => words)];
    }

    private static Task<(int Code, string Said)> RunAsync(IReadOnlyList<string> arguments) =>
        CapturedConsole.RunAsync(arguments);
}

/// <summary>Runs alone: it stands in for the console of the whole process.</summary>
[CollectionDefinition(nameof(ArgumentTests), DisableParallelization = true)]
public sealed class ArgumentTestsAlone;
