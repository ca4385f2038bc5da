using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Imaging.Tests.Images;
using MlNetLabels.Shared;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>What <c>/v1/models/m/predict</c> answers, to what is well and what is not.</summary>
public sealed class PredictEndpointTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private const string Path = "/v1/models/m/predict";

    private static readonly byte[] s_red = ColourBundles.Picture(800, isRed: true);

    [Fact]
    public async Task Predict_OneImage_HasTheNamesAndValuesOfTheProgram()
    {
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.PostAsync(Path, s_red, "image/png");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["switchedOff", "model", "domain", "images", "skipped"],
            answer.EnumerateObject().Select(x => x.Name)
        );
        var image = Assert.Single(answer.GetProperty("images").EnumerateArray());
        string expected = JsonSerializer.Serialize(engine.Predict(s_red), PredictionNames.Default.Prediction);
        Assert.Equal(expected, image.GetProperty("prediction").GetRawText());
        Assert.Equal("m", answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Predict_AddressPastedIntoABrowser_SaysHowToCall()
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.Client.GetAsync(new Uri(Path, UriKind.Relative));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Contains("the body of a POST", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_NearestAskedFor_AreTrainingImagesWithPictures()
    {
        await using var served = await Served.StartAsync(bundles.Illustrated);

        using var response = await served.PostAsync(Path + "?nearest=3", s_red);
        using var without = await served.PostAsync(Path, s_red);
        using var wrong = await served.PostAsync(Path + "?nearest=11", s_red);
        var nearest = (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("images")[0]
            .GetProperty("nearest")
            .EnumerateArray()
            .ToArray();

        Assert.Equal(3, nearest.Length);
        Assert.All(nearest, x => Assert.Equal("red", x.GetProperty("names")[0].GetString()));
        Assert.All(
            nearest,
            x => Assert.StartsWith("red/", x.GetProperty("file").GetString(), StringComparison.Ordinal)
        );
        Assert.All(
            nearest,
            x => Assert.StartsWith("UklGR", x.GetProperty("picture").GetString(), StringComparison.Ordinal)
        );
        double[] similarities = [.. nearest.Select(x => x.GetProperty("similarity").GetDouble())];
        Assert.Equal(similarities.OrderDescending(), similarities);
        Assert.DoesNotContain("nearest", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Predict_RejectRate_IsTheOneAskedFor()
    {
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.PostAsync(Path + "?rejectRate=0.3", s_red);
        using var wrong = await served.PostAsync(Path + "?rejectRate=2", s_red);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(0.3, answer.GetProperty("domain").GetProperty("rejectRate").GetDouble());
        Assert.Equal(
            engine.Predict(s_red, 0.3).Domain.Cut,
            answer
                .GetProperty("images")[0]
                .GetProperty("prediction")
                .GetProperty("domain")
                .GetProperty("cut")
                .GetDouble()
        );
        await Refused(wrong, 400, "rejectRate");
    }

    [Fact]
    public async Task Predict_Form_AnswersEachInOrderAndListsWhatCannotBeUsed()
    {
        await using var served = await Served.StartAsync(bundles.English);
        using var form = new MultipartFormDataContent();
        for (int i = 0; i < 20; i++)
            form.Add(
                new ByteArrayContent(i % 5 == 3 ? [1, 2, 3] : ColourBundles.Picture(i, isRed: i % 2 == 0)),
                "images",
                $"../../etc/{i}.png"
            );
        form.Add(new StringContent("no file"), "comment");

        using var response = await served.Client.PostAsync(Path, form);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(
            Enumerable.Range(0, 20).Where(i => i % 5 != 3).Select(i => ($"{i}.png", i % 2 == 0 ? "red" : "blue")),
            answer
                .GetProperty("images")
                .EnumerateArray()
                .Select(x =>
                    (x.GetProperty("file").GetString()!, x.GetProperty("prediction").GetProperty("class").GetString()!)
                )
        );
        Assert.Equal(
            ["3.png", "8.png", "13.png", "18.png"],
            answer.GetProperty("skipped").EnumerateArray().Select(x => x.GetProperty("file").GetString())
        );
    }

    [Fact]
    public async Task Predict_LinesAskedFor_AreOneAnImageInOrder()
    {
        await using var served = await Served.StartAsync(bundles.English);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(s_red), "a", "a.png" },
            { new ByteArrayContent([1, 2, 3]), "b", "b.png" },
            { new ByteArrayContent(ColourBundles.Picture(1, isRed: false)), "c", "c.png" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = form };
        request.Headers.Accept.ParseAdd("application/x-ndjson");

        using var response = await served.Client.SendAsync(request);
        string[] lines = (await response.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("""{"file":"a.png","prediction":{"verdict":""", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("""{"file":"b.png","reason":""", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("""{"file":"c.png",""", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_WhatCannotBeAnswered_IsAProblemWithItsReason()
    {
        await using var served = await Served.StartAsync(bundles.English, limits => limits.MaxImageBytes = 100_000);

        await Refused(await served.PostAsync("/v1/models/other/predict", s_red), 404, "no model 'other'");
        await Refused(await served.PostAsync(Path, new byte[100_001]), 413, "100000 bytes");
        await Refused(await served.PostAsync(Path, s_red, null), 415, "missing");
        await Refused(await served.PostAsync(Path, s_red, "application/x-www-form-urlencoded"), 415, "octet-stream");
        await Refused(await served.PostAsync(Path, [1, 2, 3]), 422, "not an image in a known format");
        await Refused(await served.PostAsync(Path, []), 422, "empty");
        await Refused(await served.PostAsync(Path, s_red[..^40]), 422, "cannot be used");
        await Refused(await served.PostAsync(Path, s_red, "multipart/form-data"), 400, "boundary");
        await Refused(await served.PostAsync(Path, s_red, "multipart/form-data; boundary=x"), 400, "");
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "text" } };
        await Refused(await served.Client.PostAsync(Path, empty), 400, "no image in the form");
    }

    [Fact]
    public async Task Predict_LongerThanAnnounced_IsCutOffAtTheLimit()
    {
        await using var served = await Served.StartAsync(bundles.English, limits => limits.MaxImageBytes = 100_000);
        using var body = new StreamContent(new Endless());
        body.Headers.ContentType = new("application/octet-stream");

        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = body };
        request.Headers.TransferEncodingChunked = true;
        // The server may close before all was sent, which a client sees as an error of the connection.
        try
        {
            await Refused(await served.Client.SendAsync(request), 413, "100000 bytes");
        }
        catch (HttpRequestException) { }
        Assert.Equal(HttpStatusCode.OK, (await served.PostAsync(Path, s_red)).StatusCode);
    }

    [Fact]
    public async Task Predict_TooManyImages_IsRefused()
    {
        await using var served = await Served.StartAsync(bundles.English, options: new() { MaxImages = 2 });
        using var form = new MultipartFormDataContent();
        for (int i = 0; i < 3; i++)
            form.Add(new ByteArrayContent(s_red), "a", "a.png");

        await Refused(await served.Client.PostAsync(Path, form), 413, "more than 2 images");
    }

    [Fact]
    public async Task Predict_Busy_SaysWhenToComeBack()
    {
        await using var served = await Served.StartAsync(
            bundles.English,
            limits => (limits.Workers, limits.QueueLength) = (1, 0)
        );

        var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => served.PostAsync(Path, s_red)));

        Assert.All(responses, x => Assert.Contains((int)x.StatusCode, new[] { 200, 503 }));
        Assert.Contains(responses, x => x.StatusCode == HttpStatusCode.OK);
        var busy = responses.First(x => x.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(1), busy.Headers.RetryAfter!.Delta);
        await Refused(busy, 503, "QueueLength");
    }

    [Fact]
    public async Task Predict_ManyAtOnce_NobodyGetsAnothersAnswer()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 50).Select(i => ColourBundles.Picture(900 + i, isRed: i % 2 == 0))];
        await using var served = await Served.StartAsync(
            bundles.English,
            limits => (limits.QueueLength, limits.QueueTime) = (100_000, TimeSpan.FromMinutes(10))
        );
        var alone = new List<string>();
        foreach (byte[] picture in pictures)
            alone.Add(Prediction(await (await served.PostAsync(Path, picture)).Content.ReadAsStringAsync()));
        Assert.Equal(pictures.Length, alone.Distinct().Count());

        int next = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (int i; (i = Interlocked.Increment(ref next)) < 1500; )
                        {
                            using var response = await served.PostAsync(Path, pictures[i % pictures.Length]);
                            Assert.Equal(
                                alone[i % pictures.Length],
                                Prediction(await response.Content.ReadAsStringAsync())
                            );
                        }
                    })
                )
        );
    }

    [Fact]
    public async Task Predict_FilesOfTheCorpus_AreAnsweredAsInProcess()
    {
        string folder = SharedFiles.Path("data", "nasty");
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            await SameAsInProcess(served, engine, file, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Predict_HostileBytes_AreAnsweredAsInProcess()
    {
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);

        await SameAsInProcess(served, engine, "tiff", NastyBytes.Tiff());
        await SameAsInProcess(served, engine, "tiled", NastyBytes.TiledTiff());
        await SameAsInProcess(served, engine, "huge", NastyBytes.PngClaiming(100_000, 100_000));
        await SameAsInProcess(served, engine, "wide", NastyBytes.PngClaiming(65_000, 1));
        await SameAsInProcess(served, engine, "interlaced", NastyBytes.InterlacedPngClaiming(30_000, 30_000));
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = [.. s_red];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await SameAsInProcess(served, engine, $"flip {i}", damaged);
        }
    }

    private static async Task SameAsInProcess(Served served, ImagePredictor engine, string name, byte[] content)
    {
        string? expected = null;
        string? reason = null;
        try
        {
            expected = JsonSerializer.Serialize(engine.Predict(content), PredictionNames.Default.Prediction);
        }
        catch (ImageException error)
        {
            reason = error.Reason;
        }
        using var response = await served.PostAsync(Path, content);
        string answer = await response.Content.ReadAsStringAsync();

        if (expected is null)
        {
            Assert.True(response.StatusCode == HttpStatusCode.UnprocessableEntity, $"{name}: {answer}, not {reason}");
            using var problem = JsonDocument.Parse(answer);
            Assert.Contains(reason!, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        else
        {
            Assert.True(response.IsSuccessStatusCode, $"{name}: {answer}");
            Assert.Equal(expected, Prediction(answer));
        }
    }

    private static string Prediction(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("images")[0].GetProperty("prediction").GetRawText();
    }

    private static async Task Refused(HttpResponseMessage response, int status, string words)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains(words, Detail(body), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain(System.IO.Path.GetTempPath(), body, StringComparison.Ordinal);
    }

    private static string Detail(string body)
    {
        using var problem = JsonDocument.Parse(body);
        return problem.RootElement.GetProperty("detail").GetString()!;
    }

    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
