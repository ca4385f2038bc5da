using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>Those who send slowly, half, garbage, or leave: others are answered as if they were not there.</summary>
public sealed class HostileClientTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    // Looks in a row that find nothing taken: half a second.
    private const int Calm = 50;

    private const string Path = "/v1/models/m/predict";

    private static readonly byte[] s_red = ColourBundles.Picture(1200, isRed: true);

    [Fact]
    public async Task SlowSenders_FarMoreThanWorkers_KeepNobodyWaiting()
    {
        await using var served = await Served.StartAsync(bundles.English);
        var slow = new List<TcpClient>();
        for (int i = 0; i < 300; i++)
            slow.Add(await SendAsync(served, Head(s_red.Length), s_red[..100]));

        using var response = await served.PostAsync(Path, s_red);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        foreach (var client in slow)
        {
            await client.GetStream().WriteAsync(s_red.AsMemory(100));
            Assert.StartsWith("HTTP/1.1 200", await ReadAsync(client), StringComparison.Ordinal);
            client.Dispose();
        }
    }

    [Fact]
    public async Task AbortedUploads_AndGarbage_LeaveNothingBehind()
    {
        await using var served = await Served.StartAsync(bundles.English);
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] garbage = new byte[300];
            random.NextBytes(garbage);
            using var client = (i % 4) switch
            {
                0 => await SendAsync(served, Head(s_red.Length), s_red[..random.Next(s_red.Length)]),
                1 => await SendAsync(served, "", garbage),
                2 => await SendAsync(
                    served,
                    "POST /v1/models/m/predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
                    s_red
                ),
                _ => await SendAsync(
                    served,
                    Head(s_red.Length).Replace("image/png", "multipart/form-data; boundary=b"),
                    s_red
                ),
            };
        }
        using var response = await served.PostAsync(Path, s_red);
        var limit = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        // Nothing is taken between two uploads, either: it has to stay so once the last has been looked at.
        int calm = 0;
        while (calm < Calm && DateTime.UtcNow < limit)
        {
            await Task.Delay(10);
            calm = Taken(served) == 0 ? calm + 1 : 0;
        }

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Calm, calm);
    }

    [Fact]
    public async Task HalfBody_ClosedByItsSender_IsAnsweredAsSuchOrNotAtAll()
    {
        await using var served = await Served.StartAsync(bundles.English);
        using var client = await SendAsync(served, Head(s_red.Length), s_red[..100]);
        client.Client.Shutdown(SocketShutdown.Send);

        string answer = await ReadAsync(client);

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Reloads_WhileRequestsCome_FailNone()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", File.ReadAllBytes(bundles.English));
        await using var served = await Served.StartAsync(bundle);
        var models = served.Services.GetRequiredService<IImageModels>();
        using var stop = new CancellationTokenSource();
        var caller = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                (await served.PostAsync(Path, s_red)).EnsureSuccessStatusCode();
        });

        for (int i = 0; i < 40; i++)
        {
            File.Copy(i % 2 == 0 ? bundles.German : bundles.English, folder.File("next"));
            File.Move(folder.File("next"), bundle, overwrite: true);
            Assert.Equal(i + 2, (await models.RefreshAsync("m"))!.Generation);
        }
        await stop.CancelAsync();

        await caller;
    }

    // Nothing outside the package counts these bytes.
    private static long Taken(Served served)
    {
        var type = typeof(IImageModels).Assembly.GetType("MlNetLabels.Hosting.Work.QueuedBytes")!;
        return (long)type.GetProperty("Taken")!.GetValue(served.Services.GetRequiredService(type))!;
    }

    private static string Head(int length) =>
        $"POST {Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n";

    private static async Task<TcpClient> SendAsync(Served served, string head, byte[] body)
    {
        var client = new TcpClient();
        await client.ConnectAsync(served.Address.Host, served.Address.Port);
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        return client;
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            return await reader.ReadToEndAsync();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            return "";
        }
    }
}
