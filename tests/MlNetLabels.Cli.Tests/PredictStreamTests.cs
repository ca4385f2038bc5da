using System.Text.Json;
using MlNetLabels.Cli.Streaming;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A line in, a line out: what Spark's pipe, Hadoop's streaming, xargs and others need.</summary>
public sealed class PredictStreamTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_LinesOfAllKinds_AreAnsweredInOrder()
    {
        string square = Path.Combine(shapes.Images, "square", "3.png"),
            circle = Path.Combine(shapes.Images, "circle", "Kreis größer 3.png");
        string bytes = Convert.ToBase64String(File.ReadAllBytes(circle));

        var lines = Answers(
            square,
            "",
            $"{{\"path\": {JsonSerializer.Serialize(circle)}, \"id\": {{\"a\": [1]}}}}",
            $"{{\"id\": 7, \"image\": \"{bytes}\"}}",
            "missing.png",
            "{\"id\": \"größe\", \"image\": \"AAAA\"}",
            "{\"id\": 9, \"image\": \"?\"}",
            "{\"id\": 10}",
            "{\"path\": 3}",
            "{broken",
            "a.png\0b.png"
        );

        Assert.Equal([1, 3, 4, 5, 6, 7, 8, 9, 10, 11], lines.Select(x => x.GetProperty("line").GetInt32()));
        Assert.Equal(
            ["square", "circle", "circle"],
            lines.Take(3).Select(x => x.GetProperty("prediction").GetProperty("class").GetString())
        );
        Assert.Equal(
            (square, circle),
            (lines[0].GetProperty("file").GetString(), lines[1].GetProperty("file").GetString())
        );
        Assert.Equal(
            "{\"a\": [1]}",
            lines[1].GetProperty("id").GetRawText().Replace(":[", ": [", StringComparison.Ordinal)
        );
        Assert.Equal(lines[1].GetProperty("prediction").GetRawText(), lines[2].GetProperty("prediction").GetRawText());
        Assert.Equal("größe", lines[4].GetProperty("id").GetString());
        Assert.All(lines.Skip(3), x => Assert.NotEmpty(x.GetProperty("reason").GetString()!));
        Assert.Contains("base64", lines[5].GetProperty("reason").GetString()!, StringComparison.Ordinal);
        Assert.Contains(
            "either 'path' or 'image'",
            lines[6].GetProperty("reason").GetString()!,
            StringComparison.Ordinal
        );
        Assert.Contains("no JSON", lines[8].GetProperty("reason").GetString()!, StringComparison.Ordinal);
        Assert.Contains("zero byte", lines[9].GetProperty("reason").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_ManyLines_GivesWhatPredictGives()
    {
        string[] files = Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories);
        string expected = Tool.Run(["predict", "--model", shapes.Model, "--format", "ndjson", .. files]).Done().Out;

        var lines = Answers(files);

        Assert.Equal(
            expected.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Prediction),
            lines.Select(x => x.GetProperty("prediction").GetRawText())
        );

        static string Prediction(string line)
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("prediction").GetRawText();
        }
    }

    [Fact]
    public void Read_LineTooLong_IsPassedOver()
    {
        var lines = new LineReader(new StringReader($"ab\r\n{new string('x', 200_000)}\n\nend"), 100_000);

        Assert.True(lines.Read(out string first, out bool isTooLong));
        Assert.Equal(("ab", false), (first, isTooLong));
        Assert.True(lines.Read(out string second, out isTooLong));
        Assert.Equal(("", true), (second, isTooLong));
        Assert.True(lines.Read(out string third, out isTooLong));
        Assert.Equal(("", false), (third, isTooLong));
        Assert.True(lines.Read(out string last, out isTooLong));
        Assert.Equal(("end", false), (last, isTooLong));
        Assert.False(lines.Read(out _, out _));
    }

    [Fact]
    public async Task Predict_OneLineAndAWait_AnswersBeforeTheNext()
    {
        using var process = Tool.Start(
            null,
            new Dictionary<string, string>(),
            "predict",
            "--model",
            shapes.Model,
            "--stdin"
        );
        for (int i = 0; i < 3; i++)
        {
            await process.StandardInput.WriteLineAsync(Path.Combine(shapes.Images, "square", $"{i}.png"));
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);

            string? answer = await process
                .StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

            Assert.Contains($"{i}.png", answer, StringComparison.Ordinal);
        }
        Assert.Equal(0, Tool.Finish(process).ExitCode);
    }

    [Theory]
    [InlineData("--stdin x.png", "path")]
    [InlineData("--stdin --format csv", "--format")]
    [InlineData("--stdin --output x.ndjson", "--output")]
    [InlineData("--stdin --sort-into x", "--sort-into")]
    [InlineData("--stdin --shard 0/2", "--shard")]
    [InlineData("--stdin --max-failures 3", "--max-failures")]
    public void Predict_StdinWithWhatContradicts_IsAUsageError(string arguments, string said) =>
        Tool.Run(["predict", "--model", shapes.Model, .. arguments.Split(' ')]).Refused(2, said);

    private List<JsonElement> Answers(params string[] lines)
    {
        using var process = Tool.Start(
            null,
            new Dictionary<string, string>(),
            "predict",
            "--model",
            shapes.Model,
            "--stdin",
            "--threads",
            "3"
        );
        foreach (string line in lines)
            process.StandardInput.Write(line + "\n");
        return
        [
            .. Tool.Finish(process)
                .Done()
                .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];
    }
}
