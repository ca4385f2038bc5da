using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary><c>mlnet-labels label</c> as a process: its address, its end, and what a kill leaves.</summary>
public sealed class LabelTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Label_Stopped_EndsCleanlyWithWhatWasAnswered()
    {
        Copy(3);
        using var process = Start("--classes", "circle,square");
        using var client = await EnterAsync(process);
        (await AnswerAsync(client, 1, 0, "square")).EnsureSuccessStatusCode();

        Signal(process, "TERM");
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("1 of 3 images are answered", error, StringComparison.Ordinal);
        Assert.Equal("1.png", Assert.Single(DatasetReader.Read(_folder.File("labels.csv")).Rows).File);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Label_KilledAgainAndAgain_LosesNoConfirmedAnswer()
    {
        const int Images = 20,
            Kills = 8;
        Copy(Images);
        var confirmed = new Dictionary<string, string>();
        var random = new Random(1);
        for (int kill = 0; kill < Kills; kill++)
        {
            using var process = Start("--classes", "circle,square");
            using var client = await EnterAsync(process);
            var items = await client.GetFromJsonAsync<JsonElement>(
                $"api/items?of={string.Join(',', Enumerable.Range(0, Images))}"
            );
            foreach (var item in items.EnumerateArray())
                if (confirmed.TryGetValue(item.GetProperty("file").GetString()!, out string? label))
                    Assert.Equal(label, item.GetProperty("text").GetString());
            long[] versions = [.. items.EnumerateArray().Select(x => x.GetProperty("version").GetInt64())];
            string[] files = [.. items.EnumerateArray().Select(x => x.GetProperty("file").GetString()!)];
            // Every image was answered once, however slow the machine, and then the next answer is cut off somewhere.
            int answers = random.Next(Images, 3 * Images),
                delay = random.Next(20);
            var end = Task.CompletedTask;
            try
            {
                for (int i = 0; ; i = (i + 1) % Images)
                {
                    string label = random.Next(2) == 0 ? "circle" : "square";
                    // What was asked but not confirmed may be there or not.
                    confirmed.Remove(files[i]);
                    var answer = await AnswerAsync(client, i, versions[i], label);
                    var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
                    versions[i] = told.GetProperty("items")[0].GetProperty("version").GetInt64();
                    confirmed[files[i]] = label;
                    if (--answers == 0)
                        end = Task.Run(async () =>
                        {
                            await Task.Delay(delay);
                            Signal(process, "KILL");
                        });
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                await end;
            }
            await process.WaitForExitAsync();
        }
        using var last = Start("--classes", "circle,square");
        using (await EnterAsync(last))
            Signal(last, "TERM");
        await last.WaitForExitAsync();

        var labels = DatasetReader.Read(_folder.File("labels.csv"));
        var read = labels.Rows.Select((row, i) => (row.File, labels.LabelNames[labels.Classes([i])[0]])).ToDictionary();
        Assert.All(confirmed, x => Assert.Equal(x.Value, read[x.Key]));
        Assert.True(confirmed.Count >= Images - 1, $"only {confirmed.Count} answers were confirmed");
    }

    [Fact]
    public void Label_TwiceOnTheSameList_IsRefused()
    {
        Copy(1);
        using var process = Start("--classes", "circle");
        process.StandardOutput.ReadLine();

        var second = Tool.Run("label", "--data", _folder.Path, "--no-browser");

        process.Kill();
        second.Refused(3, "labels.journal.jsonl", "another program has it open");
    }

    [Fact]
    public async Task Label_StoppedWithoutAnAnswer_LeavesNothingAndSaysSo()
    {
        Copy(1);
        using var process = Start("--classes", "circle");
        using (await EnterAsync(process))
            Signal(process, "TERM");

        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Contains("0 of 1 images are answered. Nothing was answered here", error, StringComparison.Ordinal);
        Assert.Equal(["0.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Label_SuspectsThatAreNotThere_LeaveNoJournal()
    {
        Copy(1);

        Tool.Run("label", "--data", _folder.Path, "--classes", "x", "--suspects", "nope.csv", "--no-browser")
            .Refused(3, "nope.csv");

        Assert.Equal(["0.png"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Label_ModelOfAnotherKind_IsRefused() =>
        Tool.Run("label", "--data", shapes.Images, "--unlabelled", "--several", "--model", shapes.Model, "--no-browser")
            .Refused(3, "trained on classes", "several labels");

    private void Copy(int count)
    {
        foreach (var (i, file) in Directory.GetFiles(Path.Combine(shapes.Images, "square")).Take(count).Index())
            File.Copy(file, _folder.File($"{i}.png"));
    }

    private Process Start(params string[] arguments) =>
        Tool.Start(
            null,
            new Dictionary<string, string>(),
            ["label", "--data", _folder.Path, "--no-browser", "--who", "ann", .. arguments]
        );

    private static async Task<HttpClient> EnterAsync(Process process)
    {
        const string Begins = "Labelling at ";
        string? line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line?.StartsWith(Begins, StringComparison.Ordinal) == true, line);
        var address = new Uri(line[Begins.Length..]);
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(address.GetLeftPart(UriPartial.Authority)),
        };
        client.DefaultRequestHeaders.Add("Origin", address.GetLeftPart(UriPartial.Authority));
        (await client.GetAsync(address)).EnsureSuccessStatusCode();
        return client;
    }

    private static Task<HttpResponseMessage> AnswerAsync(HttpClient client, int index, long version, string label) =>
        client.PostAsync(
            "api/answer",
            new StringContent(
                JsonSerializer.Serialize(
                    new
                    {
                        items = new[] { new { index, version } },
                        kind = "labels",
                        labels = new[] { label },
                        window = "w",
                    }
                ),
                Encoding.UTF8,
                "application/json"
            )
        );

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
