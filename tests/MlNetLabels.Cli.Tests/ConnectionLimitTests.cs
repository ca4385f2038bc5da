using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MlNetLabels.Cli.Serving;

namespace MlNetLabels.Cli.Tests;

/// <summary>What becomes of connections beyond those that the server takes.</summary>
public sealed class ConnectionLimitTests
{
    private static readonly byte[] s_request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();

    [Fact]
    public async Task Connections_BeyondTheLimit_AreToldWhyUntilOneCloses()
    {
        await using var server = await StartAsync(most: 2);
        // One after another: of connections that come at once any may be the one too many.
        using var first = Connect(server);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
        using var second = Connect(server);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(second), StringComparison.Ordinal);
        using var third = Connect(server);

        string refused = await AskAsync(third);
        first.Dispose();

        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 1\r\n", refused, StringComparison.Ordinal);
        Assert.EndsWith(
            "\"detail\":\"2 connections are open, and no more are taken.\"}",
            refused,
            StringComparison.Ordinal
        );
        // Nothing of the request is left unread, so that closing does not take the answer away; then the end.
        Assert.Equal(0, await third.GetStream().ReadAsync(new byte[1]));
        Assert.StartsWith("HTTP/1.1 200", await AskUntilTakenAsync(server), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(second), StringComparison.Ordinal);
    }

    // A body that goes on and on, to whom nobody listens.
    [Fact]
    public async Task Refused_WithABodyThatGoesOn_GetsItsAnswerAndNoMoreTime()
    {
        await using var server = await StartAsync(most: 0);
        using var caller = Connect(server);
        var stream = caller.GetStream();

        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n"u8.ToArray());
        string answer = await ReadAsync(stream);
        var endless = async () =>
        {
            while (true)
                await stream.WriteAsync(new byte[1 << 16]);
        };

        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(endless);
    }

    private static async Task<WebApplication> StartAsync(int most)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        var limit = new ConnectionLimit(most);
        builder
            .WebHost.UseKestrelCore()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel =>
                kestrel.ConfigureEndpointDefaults(endpoint =>
                    endpoint.Use(next => connection => limit.HandleAsync(connection, next))
                )
            );
        var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentLength = 2;
            return http.Response.WriteAsync("{}");
        });
        await app.StartAsync();
        return app;
    }

    private static TcpClient Connect(WebApplication server)
    {
        var address = new Uri(server.Urls.Single());
        return new TcpClient(address.Host, address.Port);
    }

    private static async Task<string> AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(s_request);
        return await ReadAsync(client.GetStream());
    }

    // The server learns of a closed connection when it learns of it.
    private static async Task<string> AskUntilTakenAsync(WebApplication server)
    {
        while (true)
        {
            using var client = Connect(server);
            string answer = await AskAsync(client);
            if (!answer.StartsWith("HTTP/1.1 503", StringComparison.Ordinal))
                return answer;
        }
    }

    // One answer: each ends with its JSON.
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (!text.ToString().EndsWith('}'))
        {
            int read = await stream.ReadAsync(buffer);
            if (read == 0)
                break;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return text.ToString();
    }
}
