using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace MlNetLabels.Cli.Tests;

/// <summary>What a collector of OpenTelemetry's protocol is sent, by protobuf over HTTP.</summary>
public sealed class OtlpTests(Shapes shapes)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Serve_CollectorNamed_SendsItMetricsAndTraces()
    {
        using var stop = new CancellationTokenSource(s_patience);
        var sent = new ConcurrentQueue<(string Path, string Body)>();
        using var collector = Listen(out string address);
        var collecting = CollectAsync(collector, sent, stop.Token);
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        };
        await using var server = await RunningServer.StartAsync(environment, "--model", shapes.Model);
        using var image = new ByteArrayContent(File.ReadAllBytes(Directory.GetFiles(shapes.Lines, "*.png")[0]));
        image.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        (await server.Client.PostAsync("/v1/models/shapes/predict", image, stop.Token)).EnsureSuccessStatusCode();

        // Names are plain text in protobuf.
        while (
            !sent.Any(x => x.Path == "/v1/metrics" && Holds(x.Body, "mlnetlabels.prediction.duration"))
            || !sent.Any(x => x.Path == "/v1/traces" && Holds(x.Body, "MlNetLabels"))
        )
            await Task.Delay(50, stop.Token);

        Assert.Contains(sent, x => Holds(x.Body, "mlnetlabels.stage.duration"));
        Assert.Contains(sent, x => Holds(x.Body, "mlnet-labels"));
        await stop.CancelAsync();
        await collecting;
    }

    private static bool Holds(string body, string word) => body.Contains(word, StringComparison.Ordinal);

    private static HttpListener Listen(out string address)
    {
        var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        address = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        port.Stop();
        var listener = new HttpListener { Prefixes = { address + "/" } };
        listener.Start();
        return listener;
    }

    private static async Task CollectAsync(
        HttpListener listener,
        ConcurrentQueue<(string Path, string Body)> sent,
        CancellationToken stop
    )
    {
        using var stopping = stop.Register(listener.Stop);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                sent.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync(CancellationToken.None)));
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or IOException)
        {
            // It was stopped while it waited, or read.
        }
    }
}
