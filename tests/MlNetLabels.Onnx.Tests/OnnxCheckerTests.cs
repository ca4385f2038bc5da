using System.Diagnostics;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Testing;

namespace MlNetLabels.Onnx.Tests;

/// <summary>
/// ONNX's own checker finds nothing wrong with any file that is exported: Debian's python3-onnx, or any Python that
/// PATH gives.
/// </summary>
public sealed class OnnxCheckerTests
{
    private static readonly string[] s_pythons = ["/usr/bin/python3", "python3", "python"];

    [Fact]
    public void Export_EveryStartAndEveryScore_PassesTheChecker()
    {
        string python = s_pythons.FirstOrDefault(p => Run(p, "-c", "import onnx").Code == 0) ?? "";
        if (python.Length == 0)
            Assert.Skip("There is no Python with the package onnx.");
        using var folder = new TemporaryFolder();
        foreach (string scorer in OutOfDomainScorers.Names)
            OnnxExporter
                .Export(SmallModels.Train("softmax and labels", scorer), new() { Input = OnnxInput.Embedding })
                .Save(folder.File(scorer + ".onnx"));
        foreach (string name in new[] { "labels alone", "softmax alone", "no validation" })
            OnnxExporter
                .Export(SmallModels.Train(name), new() { Input = OnnxInput.Embedding })
                .Save(folder.File(name + ".onnx"));
        var wide = SmallModels.Fit(SmallModels.Widened(Bundled.Backbone.Dimension), Bundled.Backbone.ToReference());
        foreach (var input in new[] { OnnxInput.Tensor, OnnxInput.Image })
            OnnxExporter.Export(wide, new() { Input = input }).Save(folder.File($"{input}.onnx"));

        var (code, text) = Run(
            python,
            "-c",
            "import onnx, sys\nfor path in sys.argv[1:]: onnx.checker.check_model(onnx.load(path), full_check=True)",
            [.. Directory.GetFiles(folder.Path, "*.onnx")]
        );

        Assert.True(code == 0, text);
    }

    private static (int Code, string Text) Run(string program, string option, string script, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, [option, script, .. arguments]) { RedirectStandardError = true }
            )!;
            string text = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, text);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, $"{program} is not there.");
        }
    }
}
