using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MlNetLabels.Embedding;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>A client written after the documents of the Open Inference Protocol, version 2.</summary>
public sealed class InferenceV2Tests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private static readonly byte[] s_red = ColourBundles.Picture(1000, isRed: true),
        s_blue = ColourBundles.Picture(1001, isRed: false);

    [Fact]
    public async Task Client_OfTheProtocol_FindsServerModelAndAnswers()
    {
        using var engine = ImagePredictor.Load(bundles.English);
        await using var served = await Served.StartAsync(bundles.English);

        Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/v2/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/v2/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await served.Client.GetAsync("/v2/models/m/ready")).StatusCode);
        var server = await served.Client.GetFromJsonAsync<JsonElement>("/v2");
        var model = await served.Client.GetFromJsonAsync<JsonElement>("/v2/models/m");
        string version = model.GetProperty("versions")[0].GetString()!;
        var answer = await InferAsync(served, $"/v2/models/m/versions/{version}/infer", s_red, s_blue);

        Assert.Equal("mlnet-labels", server.GetProperty("name").GetString());
        Assert.Equal("BYTES", model.GetProperty("inputs")[0].GetProperty("datatype").GetString());
        Assert.Equal("m", answer.GetProperty("model_name").GetString());
        Assert.Equal(version, answer.GetProperty("model_version").GetString());
        Assert.Equal("42", answer.GetProperty("id").GetString());
        var outputs = answer
            .GetProperty("outputs")
            .EnumerateArray()
            .ToDictionary(x => x.GetProperty("name").GetString()!);
        Assert.Equal(["red", "blue"], Texts(outputs["class"]));
        Assert.Equal([2, 2], Shape(outputs["class_probabilities"]));
        Assert.Equal(
            new[] { s_red, s_blue }.SelectMany(x => engine.Predict(x).Classes!.Select(c => c.Probability)),
            outputs["class_probabilities"].GetProperty("data").EnumerateArray().Select(x => x.GetDouble())
        );
        foreach (var described in model.GetProperty("outputs").EnumerateArray().SkipLast(1))
            Assert.Contains(described.GetProperty("name").GetString()!, outputs.Keys);
    }

    [Fact]
    public async Task Infer_BinaryData_IsTheSameAnswer()
    {
        await using var served = await Served.StartAsync(bundles.English);
        var plain = await InferAsync(served, "/v2/models/m/infer", s_red, s_blue);
        byte[] binary = [.. new[] { s_red, s_blue }.SelectMany(Framed)];
        byte[] json = Encoding.UTF8.GetBytes(
            $$$"""
            {"id":"42","inputs":[{"name":"image","datatype":"BYTES","shape":[2,1],
            "parameters":{"binary_data_size":{{{binary.Length}}}}}]}
            """
        );
        using var body = new ByteArrayContent([.. json, .. binary]);
        body.Headers.Add("Inference-Header-Content-Length", $"{json.Length}");
        body.Headers.ContentType = new("application/octet-stream");

        using var response = await served.Client.PostAsync("/v2/models/m/infer", body);

        Assert.Equal(plain.GetRawText(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Infer_OutputsNamed_AreThoseAlone()
    {
        await using var served = await Served.StartAsync(bundles.English);
        string image = Convert.ToBase64String(s_red);

        using var response = await PostAsync(
            served,
            $$"""
            {"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":[["{{image}}"]]}],
            "outputs":[{"name":"prediction"}]}
            """
        );
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        var output = Assert.Single(answer.GetProperty("outputs").EnumerateArray());
        using var prediction = JsonDocument.Parse(Texts(output)[0]);
        Assert.Equal("red", prediction.RootElement.GetProperty("class").GetString());
    }

    [Theory]
    [InlineData("nothing", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"inputs":[]}""", 400)]
    [InlineData("""{"inputs":[7]}""", 400)]
    [InlineData("""{"inputs":[{"name":"x","datatype":"BYTES","shape":[1],"data":["AAAA"]}]}""", 400)]
    [InlineData("""{"inputs":[{"name":"image","datatype":"FP32","shape":[1],"data":[1]}]}""", 400)]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":[2],"data":["AAAA"]}]}""", 400)]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":["!"]}]}""", 400)]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":"x","data":["AAAA"]}]}""", 400)]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":[0],"data":[]}]}""", 400)]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":[1]}]}""", 400)]
    [InlineData(
        """{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":9}}]}""",
        400
    )]
    [InlineData("""{"inputs":[{"name":"image","datatype":"BYTES","shape":[1],"data":["AAAA"]}]}""", 422)]
    public async Task Infer_NotAsTheProtocolSays_IsAnErrorOfItsShape(string body, int status)
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await PostAsync(served, body);
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["error"], error.EnumerateObject().Select(x => x.Name));
    }

    [Fact]
    public async Task Model_VersionThatIsNotInPlace_IsNotFound()
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.Client.GetAsync("/v2/models/m/versions/1");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<JsonElement> InferAsync(Served served, string path, params byte[][] images)
    {
        using var response = await served.Client.PostAsJsonAsync(
            path,
            new
            {
                id = "42",
                inputs = new[]
                {
                    new
                    {
                        name = "image",
                        datatype = "BYTES",
                        shape = new[] { images.Length },
                        data = images.Select(Convert.ToBase64String),
                    },
                },
            }
        );
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Task<HttpResponseMessage> PostAsync(Served served, string body) =>
        served.PostAsync("/v2/models/m/infer", Encoding.UTF8.GetBytes(body), "application/json");

    private static byte[] Framed(byte[] image)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, image.Length);
        return [.. length, .. image];
    }

    private static string[] Texts(JsonElement output) =>
        [.. output.GetProperty("data").EnumerateArray().Select(x => x.GetString()!)];

    private static long[] Shape(JsonElement output) =>
        [.. output.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64())];
}
