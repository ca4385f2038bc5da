using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MlNetLabels.Testing;

namespace MlNetLabels.Documentation.Tests;

/// <summary>
/// The document's Python says of an exported model what predict says, where there is a Python with onnxruntime, numpy and
/// PIL: /usr/bin/python3, or the one that MLNETLABELS_PYTHON names.
/// </summary>
public sealed class PythonTests(ExampleFolder examples)
{
    // Single precision rounds in another order, and the network carries that on.
    private const double Tolerance = 1e-5;

    private static readonly string s_python =
        Environment.GetEnvironmentVariable("MLNETLABELS_PYTHON") ?? "/usr/bin/python3";

    [Theory]
    [InlineData("image")]
    [InlineData("tensor")]
    public void Python_OfTheDocument_SaysWhatPredictSays(string input)
    {
        var (found, _) = Python("-c", "import onnxruntime, numpy, PIL.Image");
        if (found != 0)
            Assert.Skip(
                $"{s_python} with the packages onnxruntime, numpy and pillow is not there; MLNETLABELS_PYTHON names "
                    + "another Python."
            );
        using var folder = examples.Copy();
        string script = folder.Write("predict.py", Assert.Single(Documents.Blocks("docs/onnx.md", "python"))),
            model = folder.File("photos.mlabels"),
            onnx = folder.File("größe.onnx");
        string[] images =
        [
            folder.File("photos", "circle", "3.png"),
            folder.File("photos", "square", "3.png"),
            folder.File("others", "lines", "3.png"),
        ];
        Tool.Run("export", "--model", model, "--output", onnx, "--input", input).Done();

        var (code, text) = Python([script, onnx, .. images]);

        Assert.Equal(0, code);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var expected = Tool.Run(["predict", "--model", model, "--json", .. images]).Json().GetProperty("images");
        Assert.Equal(images.Length, lines.Length);
        for (int i = 0; i < images.Length; i++)
        {
            var (e, actual) = (
                expected[i].GetProperty("prediction"),
                JsonSerializer.Deserialize<JsonElement>(lines[i])
            );
            Assert.Equal(e.GetProperty("verdict").GetString(), actual.GetProperty("verdict").GetString());
            Assert.Equal(
                e.GetProperty("domain").GetProperty("pValue").GetDouble(),
                actual.GetProperty("pValue").GetDouble(),
                Tolerance
            );
            foreach (string head in new[] { "classes", "labels" })
            foreach (var named in e.GetProperty(head).EnumerateArray())
                Assert.Equal(
                    named.GetProperty("probability").GetDouble(),
                    actual.GetProperty(head).GetProperty(named.GetProperty("name").GetString()!).GetDouble(),
                    Tolerance
                );
        }
    }

    // What Python says on stderr is left unread: Debian's onnxruntime talks there for pages.
    private static (int Code, string Text) Python(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(s_python, arguments)
                {
                    RedirectStandardOutput = true,
                    StandardOutputEncoding = Encoding.UTF8,
                }
            )!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, text);
        }
        catch (Win32Exception)
        {
            return (-1, "");
        }
    }
}
