using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>Clients written after the documents of Custom Vision and Hugging Face, with another address.</summary>
public sealed class OtherShapesTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private const string Project = "b61b5f4a-1f0c-4b3e-8a52-6a0b6a1b2c3d",
        Iteration = $"/customvision/v3.1/prediction/{Project}/classify/iterations/m";

    private static readonly byte[] s_red = ColourBundles.Picture(1100, isRed: true);

    [Theory]
    [InlineData(Iteration + "/image", true)]
    [InlineData(Iteration + "/image/nostore", false)]
    [InlineData("/image", false)]
    [InlineData("/m/image", true)]
    [InlineData("/anything/image/nostore", false)]
    public async Task CustomVision_ClassifyImage_IsTheServicesShape(string path, bool isForm)
    {
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(s_red), "imageData" } };
        using var bytes = new ByteArrayContent(s_red);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = isForm ? form : bytes };
        request.Headers.Add("Prediction-Key", "of the old service");

        using var response = await served.Client.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(
            ["id", "project", "iteration", "created", "predictions"],
            answer.EnumerateObject().Select(x => x.Name)
        );
        Assert.All(["id", "project", "iteration"], name => Assert.True(answer.GetProperty(name).TryGetGuid(out _)));
        Assert.True(answer.GetProperty("created").TryGetDateTimeOffset(out _));
        if (path.StartsWith(Iteration, StringComparison.Ordinal))
            Assert.Equal(Project, answer.GetProperty("project").GetString());
        var predictions = answer.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(
            ["probability", "tagId", "tagName", "boundingBox", "tagType"],
            predictions[0].EnumerateObject().Select(x => x.Name)
        );
        Assert.Equal(
            Sorted(engine.Predict(s_red)),
            predictions.Select(x => (x.GetProperty("tagName").GetString()!, x.GetProperty("probability").GetDouble()))
        );
        Assert.All(predictions, x => Assert.Equal("Regular", x.GetProperty("tagType").GetString()));
    }

    [Fact]
    public async Task EveryShape_DomainCheckOff_IsTold()
    {
        await using var served = await Served.StartAsync(bundles.Unchecked);

        foreach (string path in new[] { Iteration + "/image", "/models/m" })
        {
            using var bytes = new ByteArrayContent(s_red);
            bytes.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var response = await served.Client.PostAsync(path, bytes);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(["off"], response.Headers.GetValues("Mlnetlabels-Domain-Check"));
            Assert.Equal(["Class"], response.Headers.GetValues("Mlnetlabels-Verdict"));
        }
        using var inferred = await served.Client.PostAsJsonAsync(
            "/v2/models/m/infer",
            new
            {
                inputs = new[]
                {
                    new
                    {
                        name = "image",
                        datatype = "BYTES",
                        shape = new[] { 1 },
                        data = new[] { Convert.ToBase64String(s_red) },
                    },
                },
            }
        );
        var answer = await inferred.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("off", answer.GetProperty("parameters").GetProperty("domain_check").GetString());
    }

    [Theory]
    [InlineData(Iteration + "/url", "{\"Url\":\"http://127.0.0.1/secret\"}", 400, "BadRequestNotSupported")]
    [InlineData("/url", "{\"Url\":\"http://127.0.0.1/secret\"}", 400, "BadRequestNotSupported")]
    [InlineData(Iteration + "/image", "{}", 415, "UnsupportedMediaType")]
    [InlineData(
        "/customvision/v3.1/prediction/" + Project + "/classify/iterations/x/image",
        "",
        404,
        "NotFoundIteration"
    )]
    public async Task CustomVision_WhatIsNotServed_IsAnErrorOfItsShape(
        string path,
        string body,
        int status,
        string code
    )
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.PostAsync(path, Encoding.UTF8.GetBytes(body), "application/json");
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task CustomVision_NoImage_IsBadRequestImageFormat()
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.PostAsync(Iteration + "/image", [1, 2, 3]);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("BadRequestImageFormat", error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HuggingFace_Classify_RanksLabels(bool isJson)
    {
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);

        using var response = isJson
            ? await served.Client.PostAsJsonAsync(
                "/models/m",
                new
                {
                    inputs = Convert.ToBase64String(s_red),
                    parameters = new { top_k = 1, function_to_apply = "softmax" },
                }
            )
            : await served.PostAsync("/models/m", s_red, "image/png");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(
            Sorted(engine.Predict(s_red)).Take(isJson ? 1 : 2),
            answer
                .EnumerateArray()
                .Select(x => (x.GetProperty("label").GetString()!, x.GetProperty("score").GetDouble()))
        );
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"inputs":"http://127.0.0.1/secret"}""", 400)]
    [InlineData("""{"inputs":"AAAA","parameters":{"top_k":0}}""", 400)]
    [InlineData("""{"inputs":"AAAA"}""", 422)]
    public async Task HuggingFace_WhatIsNotServed_IsAnErrorOfItsShape(string body, int status)
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.PostAsync("/models/m", Encoding.UTF8.GetBytes(body), "application/json");
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["error"], error.EnumerateObject().Select(x => x.Name));
    }

    private static IEnumerable<(string, double)> Sorted(Prediction answer) =>
        answer.Classes!.OrderByDescending(x => x.Probability).Select(x => (x.Name, x.Probability));
}
