using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Fuzzing.Inputs;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// A share of what the fuzzer tries: files of every kind with one thing wrong in them are used or refused, with exit code
/// 0, 2, 3, 4 or 5, and never end the program.
/// </summary>
[Collection(nameof(ArgumentTests))]
public sealed class InputFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Cases = 400;

    private readonly TemporaryFolder _folder = new();
    private readonly CapturedConsole _console = new();

    public void Dispose()
    {
        _console.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_FilesWithOneThingWrong_EndsWithACodeThatSaysSo()
    {
        var clock = Stopwatch.StartNew();
        var samples = await InputSamples.MakeAsync(_folder.Path, CapturedConsole.RunAsync);
        var cases = new InputCases(samples, seed: 1);
        var codes = new SortedDictionary<int, int>();
        var wrong = new List<string>();
        for (int number = 0; number < Cases; number++)
        {
            string[] arguments = cases.Make(number);
            var (code, said) = await CapturedConsole.RunAsync(arguments);
            codes[code] = codes.GetValueOrDefault(code) + 1;
            if (!InputCases.IsFine(code, said))
                wrong.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{number} {string.Join(' ', arguments)}: {code} {said}"
                    )
                );
        }

        output.WriteLine(
            $"{string.Join(", ", codes.Select(x => $"{x.Value} x {x.Key}"))}; {clock.Elapsed.TotalSeconds:f1} s"
        );
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(codes.GetValueOrDefault(0) > 0 && codes.GetValueOrDefault(3) > Cases / 3, "nothing was refused");
    }
}
