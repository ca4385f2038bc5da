using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>The server as its users run it: who may call, what it says of itself, and how it ends.</summary>
public sealed class ServeTests(Shapes shapes)
{
    private const string Key = "a key that only one caller has",
        AdminKey = "a key that only an administrator has";

    private string Image => Directory.GetFiles(Path.Combine(shapes.Images, "circle"), "*.png").Order().First();

    [Fact]
    public async Task Predict_OverHttp_SaysWhatTheVerbSays()
    {
        await using var server = await RunningServer.StartAsync("--model", shapes.Model);
        var verb = Tool.Run("predict", "--model", shapes.Model, "--json", Image).Json();

        using var response = await PostAsync(server, "/v1/models/shapes/predict");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.True(JsonElement.DeepEquals(verb.GetProperty("domain"), answer.GetProperty("domain")));
        Assert.True(JsonElement.DeepEquals(Prediction(verb), Prediction(answer)), $"{verb}\n{answer}");
        Assert.Equal(verb.EnumerateObject().Select(x => x.Name), answer.EnumerateObject().Select(x => x.Name));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "--keys")]
    [InlineData("http://*:0", "--open")]
    [InlineData("http://192.0.2.1:80", "can be reached by others")]
    [InlineData("https://127.0.0.1:0", "proxy")]
    [InlineData("nowhere", "nowhere")]
    [InlineData("http://127.0.0.1:0?x=1", "give a host and a port alone: http://127.0.0.1:0.")]
    [InlineData("http://127.0.0.1:0?", "a host and a port alone")]
    [InlineData("http:127.0.0.1:0/", "give an address such as")]
    [InlineData("http://127.0.0.1:0#x", "a host and a port alone")]
    [InlineData("http://127.0.0.1:0/sub", "a host and a port alone")]
    [InlineData("http://you@127.0.0.1:0", "a host and a port alone")]
    [InlineData("http://localhost:0", "http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:80;http://127.0.0.1/", "names http://127.0.0.1:80 twice")]
    public void Serve_AddressThatOthersReachOrThatIsNone_IsRefused(string urls, string words) =>
        Tool.Run("serve", "--model", shapes.Model, "--urls", urls).Refused(ExitCode.Usage, words);

    // The first is no address of any machine, as RFC 5737 keeps it for documents; on the second another listens.
    [Fact]
    public void Serve_AddressThatCannotBeListenedAt_IsRefusedBeforeTheModelIsRead()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        foreach (
            string[] where in new string[][] { ["http://192.0.2.1:80", "--open"], [$"http://{other.LocalEndpoint}"] }
        )
        {
            var result = Tool.Run(["serve", "--model", shapes.Model, "--urls", .. where]);

            result.Refused(ExitCode.CannotWrite, where[0], "Give another address to --urls.");
            Assert.DoesNotContain("Models ready", result.Error, StringComparison.Ordinal);
        }
    }

    // What the server makes of them is what was checked: it opens no other address.
    [Theory]
    [InlineData("HTTP://127.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://2130706433", "http://127.0.0.1:80")]
    [InlineData("http://[0:0::1]:5", "http://[::1]:5")]
    public void ListenAddress_OddlyWrittenLoopback_IsGivenAsItWasRead(string text, string expected)
    {
        var address = Serving.ListenAddress.Parse(text);

        Assert.True(address.IsLocal);
        Assert.Equal(expected, address.ToString());
    }

    [Fact]
    public void Serve_WrongArguments_AreRefused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("serve").Refused(ExitCode.Usage, "--model");
        Tool.Run("serve", "--model", shapes.Model, "--name", "a b").Refused(ExitCode.Usage, "'a b' is no name");
        Tool.Run("serve", "--model", "/no/such.mlabels", "--urls", "http://127.0.0.1:0")
            .Refused(ExitCode.BadInput, "/no/such.mlabels");
        Tool.Run("serve", "--model", shapes.Model, "--keys", folder.Write("keys", "secret me"))
            .Refused(ExitCode.BadInput, "keys(1)", "SHA-256", "printf %s KEY | sha256sum");
        Tool.Run("serve", "--model", shapes.Model, "--open")
            .Refused(ExitCode.Usage, "--open is for --urls that others reach");
        Tool.Run("serve", "--settings", folder.Write("s.json", "{")).Refused(ExitCode.BadInput, "s.json");
        Tool.Run("serve", "--model", shapes.Model, "--log", folder.Write("text.log", "no database"))
            .Refused(ExitCode.BadInput, "text.log", "this is not a log of predictions");
        Tool.Run("serve", "--settings", folder.Write("t.json", """{"MlNetLabels":{"Workers":0}}"""))
            .Refused(ExitCode.BadInput, "t.json: MlNetLabels:Workers is '0'; give a whole number, from 1 to 1024.");
        Tool.Run("serve", "--settings", folder.Write("w.json", """{"MlNetLabels":{"queueTime":"5s"}}"""))
            .Refused(ExitCode.BadInput, "w.json", "queueTime is '5s'", "such as 00:00:05");
        Tool.Run("serve", "--settings", folder.Write("y.json", """{"MlNetLabels":{"Workers":5000000000}}"""))
            .Refused(ExitCode.BadInput, "y.json", "Workers is '5000000000'", "from 1 to 1024");
        Tool.Run("serve", "--settings", folder.Write("x.json", """{"MlNetLabels":{"MonitorFalseAlarms":"3"}}"""))
            .Refused(ExitCode.BadInput, "x.json", "from 0.0001 to 0.5");
        Tool.Run("serve", "--settings", folder.Write("u.json", """{"MlNetLabel":{"Workers":2}}"""))
            .Refused(ExitCode.BadInput, "'MlNetLabel' is read by nobody. Did you mean MlNetLabels?");
        Tool.Run("serve", "--settings", folder.Write("z.json", """{"Urls":"http://127.0.0.1:1"}"""))
            .Refused(ExitCode.BadInput, "z.json: 'Urls' is not read here; give --urls");
        Tool.Run("serve", "--settings", folder.Write("v.json", """{"MlNetLabels":{"Models":{"m":{"Paht":"x"}}}}"""))
            .Refused(ExitCode.BadInput, "MlNetLabels:Models:m: 'Paht' is no setting. Did you mean Path?");
    }

    [Theory]
    [InlineData("""{"MlNetLabels":{"Log":"l.db"}}""", "Log is 'l.db'; give an object")]
    [InlineData(
        """{"MlNetLabels":{"Log":{"Path":"l.db","MaxRow":5}}}""",
        "'MaxRow' is no setting. Did you mean MaxRows?"
    )]
    [InlineData(
        """{"MlNetLabels":{"Log":{"Path":"l.db","MaxRows":0}}}""",
        "s.json: MlNetLabels:Log:MaxRows is '0'; give"
    )]
    [InlineData("""{"MlNetLabels":{"Log":{"MaxRows":5}}}""", "MlNetLabels:Log:Path is missing")]
    [InlineData(
        """{"Authentication":{"Schemes":{"Bearer":{"ValidIssuer":5,"SigningKeys":"x"}}}}""",
        "Bearer:SigningKeys is 'x'; give a list"
    )]
    [InlineData(
        """{"Authentication":{"Schemes":{"Bearer":{"ValidIssuer":"us","SigningKeys":[{"Issuer":"them","Value":"aaaa"}]}}}}""",
        "SigningKeys:0:Issuer is 'them'"
    )]
    [InlineData(
        """{"Authentication":{"Schemes":{"Bearer":{"ValidIssuer":"us","SigningKeys":[{"Issuer":"us","Value":"a key!"}]}}}}""",
        "SigningKeys:0:Value is to be the key in base64"
    )]
    [InlineData("""{"Authentcation":{"Schemes":{}}}""", "Did you mean Authentication?")]
    [InlineData("""{"Authentication":{"Schems":{"Bearer":{}}}}""", "Did you mean Schemes?")]
    [InlineData("""{"Authentication":{"Schemes":{"Bearr":{"Authority":"https://x"}}}}""", "Did you mean Bearer?")]
    [InlineData("""{"Authentication":{"Schemes":{"Bearer":{"Authorty":"https://x"}}}}""", "Did you mean Authority?")]
    [InlineData("""{"Authentication":{"Schemes":{"Bearer":{}}}}""", "give it one of Authority")]
    [InlineData(
        """{"MlNetLabels":{"Models":{"m":{"Path":"m","Trust":["k.pem",null]}}}}""",
        "s.json: MlNetLabels:Models:m:Trust:1 is empty; name a file"
    )]
    [InlineData(
        """{"MlNetLabels":{"Models":{"m":{"Path":"m","Trust":"key.pem"}}}}""",
        "s.json: MlNetLabels:Models:m:Trust is"
    )]
    [InlineData(
        """{"MlNetLabels":{"Models":{"m":"m.mlabels"}}}""",
        "s.json: MlNetLabels:Models:m is 'm.mlabels'; give an object"
    )]
    public void Serve_SettingsThatNobodyReads_AreRefused(string settings, string words)
    {
        using var folder = new TemporaryFolder();

        Tool.Run(
                "serve",
                "--model",
                shapes.Model,
                "--urls",
                "http://127.0.0.1:0",
                "--settings",
                folder.Write("s.json", settings)
            )
            .Refused(ExitCode.BadInput, "s.json", words);
    }

    [Fact]
    public async Task Keys_SeveralAtOnce_LetInWhoHasOneAndAdministratorsFurther()
    {
        using var folder = new TemporaryFolder();
        string keys = folder.Write("keys.txt", $"# callers\n{Hash(Key)} app\n{Hash(AdminKey)} ops admin\n");
        await using var server = await RunningServer.StartAsync("--model", shapes.Model, "--keys", keys);
        const string Predict = "/v1/models/shapes/predict";

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, Predict)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, Predict, "X-API-Key", "guess")).StatusCode);
        foreach (string header in new[] { "X-API-Key", "Prediction-Key" })
        foreach (string key in new[] { Key, AdminKey })
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, Predict, header, key)).StatusCode);
        Assert.Equal(
            HttpStatusCode.OK,
            (await PostAsync(server, Predict, "Authorization", $"Bearer {Key}")).StatusCode
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(server, "/admin/models", Key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(server, "/admin/models", AdminKey)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("/metrics")).StatusCode);
        foreach (string open in new[] { "/", "/page.js", "/health/live", "/health/ready", "/v2/health/ready" })
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(open)).StatusCode);
        Assert.DoesNotContain(Key, server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_OfTheSettings_LetInWhoHasAGoodOne()
    {
        using var folder = new TemporaryFolder();
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        string settings = folder.Write(
            "settings.json",
            $$$"""
            {"MlNetLabels":{"Models":{"mine":{"Path":{{{JsonSerializer.Serialize(shapes.Model)}}} } }
            },
             "Authentication":{"Schemes":{"Bearer":{"ValidIssuer":"us","ValidAudiences":["labels"],
              "SigningKeys":[{"Issuer":"us","Value":"{{{Convert.ToBase64String(secret)}}}","Length":32}] } } } }
            """
        );
        await using var server = await RunningServer.StartAsync("--settings", settings);

        async Task<HttpStatusCode> Ask(string? token) =>
            (
                await PostAsync(
                    server,
                    "/v1/models/mine/predict",
                    token is null ? null : "Authorization",
                    $"Bearer {token}"
                )
            ).StatusCode;

        Assert.Equal(HttpStatusCode.OK, await Ask(Token(secret, "us", "labels", 600)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(Token(secret, "us", "others", 600)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(Token(secret, "us", "labels", -3600)));
        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(Token(new byte[32], "us", "labels", 600)));
    }

    [Fact]
    public async Task Rate_Above_Is429WithATime()
    {
        await using var server = await RunningServer.StartAsync("--model", shapes.Model, "--rate", "3");

        var responses = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.Client.GetAsync("/v1/models")));

        var refused = responses.First(x => x.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Contains(responses, x => x.StatusCode == HttpStatusCode.OK);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Answers_OfAnyKind_CarrySafeHeadersAndNoPaths()
    {
        await using var server = await RunningServer.StartAsync("--model", shapes.Model);
        foreach (string path in new[] { "/", "/v1/models", "/nothing", "/v1/models/x", "/docs/", "/metrics" })
        {
            using var response = await server.Client.GetAsync(path);
            string body = await response.Content.ReadAsStringAsync();
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains(
                "frame-ancestors 'none'",
                Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal
            );
            Assert.False(response.Headers.Contains("Server"));
            Assert.DoesNotContain(Path.GetDirectoryName(shapes.Model)!, body, StringComparison.Ordinal);
        }
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/v1/models")
        {
            Headers = { Host = "evil.example" },
        };
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.SendAsync(rebound)).StatusCode);
    }

    [Fact]
    public async Task OpenApi_Document_IsValidAndOfVersion31()
    {
        await using var server = await RunningServer.StartAsync("--model", shapes.Model);
        byte[] json = await server.Client.GetByteArrayAsync("/openapi/v1.json");

        var read = await OpenApiDocument.LoadAsync(
            new MemoryStream(json),
            OpenApiConstants.Json,
            new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() }
        );

        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Contains("/v1/models/{name}/predict", read.Document!.Paths.Keys);
        // Browsing it takes nothing from outside.
        string page = await server.Client.GetStringAsync("/docs/");
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AfterAPrediction_TellOfIt()
    {
        await using var server = await RunningServer.StartAsync("--model", shapes.Model, "--name", "watched");
        (await PostAsync(server, "/v1/models/watched/predict")).EnsureSuccessStatusCode();

        string metrics = await server.Client.GetStringAsync("/metrics");

        Assert.Contains("mlnetlabels_predictions_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("mlnetlabels_model=\"watched\"", metrics, StringComparison.Ordinal);
        Assert.Contains("mlnetlabels_stage=\"backbone\"", metrics, StringComparison.Ordinal);
        Assert.Contains("http_server_request_duration_seconds_bucket", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminated_WithARequestUnderWay_AnswersItAndEnds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals here.");
        await using var server = await RunningServer.StartAsync("--model", shapes.Model);
        byte[] image = File.ReadAllBytes(Image);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        var stream = client.GetStream();
        string head =
            "POST /v1/models/shapes/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {image.Length}\r\n\r\n");
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. image.AsSpan(0, image.Length / 2)]);
        await Task.Delay(300);

        server.Terminate();
        await Task.Delay(500);
        await stream.WriteAsync(image.AsMemory(image.Length / 2));
        using var reader = new StreamReader(stream);
        string? status = await reader.ReadLineAsync();
        int exitCode = await server.ExitCodeAsync();

        Assert.Equal("HTTP/1.1 200 OK", status);
        Assert.Equal(ExitCode.Done, exitCode);
    }

    [Fact]
    public async Task Terminated_WithASenderThatNeverEnds_EndsInItsTime()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals here.");
        await using var server = await RunningServer.StartAsync("--model", shapes.Model, "--drain", "1");
        using var client = new TcpClient();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    "POST /v1/models/shapes/predict HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: image/png\r\nContent-Length: 9999\r\n\r\nx"
                )
            );
        await Task.Delay(300);

        server.Terminate();

        Assert.Equal(ExitCode.Done, await server.ExitCodeAsync());
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string Token(byte[] secret, string issuer, string audience, int seconds)
    {
        long until = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds();
        string Part(object value) => Encoded(JsonSerializer.SerializeToUtf8Bytes(value));
        string signed =
            $"{Part(new { alg = "HS256", typ = "JWT" })}.{Part(new { iss = issuer, aud = audience, sub = "app", exp = until })}";
        return $"{signed}.{Encoded(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encoded(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static JsonElement Prediction(JsonElement document) =>
        document.GetProperty("images")[0].GetProperty("prediction");

    private static Task<HttpResponseMessage> GetAsync(RunningServer server, string path, string key) =>
        server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-API-Key", key } } });

    private async Task<HttpResponseMessage> PostAsync(
        RunningServer server,
        string path,
        string? header = null,
        string? value = null
    )
    {
        var body = new ByteArrayContent(await File.ReadAllBytesAsync(Image));
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return await server.Client.SendAsync(request);
    }
}
