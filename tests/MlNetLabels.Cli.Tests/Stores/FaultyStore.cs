using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlNetLabels.Cli.Tests.Stores;

/// <summary>What speaks a little S3 and fails as the names of its objects say; every request is one connection.</summary>
internal sealed class FaultyStore : IDisposable
{
    public const string Bucket = "bucket";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly byte[] _image;
    private readonly string[] _keys;

    public FaultyStore(byte[] image, params string[] keys)
    {
        (_image, _keys) = (image, keys);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Whether it is too busy for anything.</summary>
    public bool IsAway { get; set; }

    /// <summary>Requests by key.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = Task.Run(() => AnswerAsync(client));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var own = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, leaveOpen: true);
        string target = (await reader.ReadLineAsync(_end.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 }) { }
        string key = target.Split('?')[0].Replace($"/{Bucket}", "", StringComparison.Ordinal).Trim('/');
        int asked = Asked.AddOrUpdate(key, 1, (_, n) => n + 1);
        if (IsAway)
            await SendAsync(stream, 503, "<Error><Code>SlowDown</Code></Error>"u8.ToArray());
        else if (key.Length == 0)
            await SendAsync(stream, 200, Encoding.UTF8.GetBytes(List()));
        else if (key.StartsWith("late", StringComparison.Ordinal))
            await Task.Delay(Timeout.Infinite, _end.Token);
        else if (
            key.StartsWith("busy", StringComparison.Ordinal)
            || (key.StartsWith("twice", StringComparison.Ordinal) && asked < 3)
        )
            await SendAsync(stream, 503, "<Error><Code>SlowDown</Code></Error>"u8.ToArray());
        else if (key.StartsWith("denied", StringComparison.Ordinal))
            await SendAsync(stream, 403, "<Error><Code>AccessDenied</Code></Error>"u8.ToArray());
        else if (key.StartsWith("gone", StringComparison.Ordinal))
            await SendAsync(stream, 404, "<Error><Code>NoSuchKey</Code></Error>"u8.ToArray());
        else if (key.StartsWith("moved", StringComparison.Ordinal))
            await SendAsync(stream, 307, [], $"Location: {Url}/{Bucket}/followed.png\r\n");
        else
            await SendAsync(stream, 200, _image, half: key.StartsWith("half", StringComparison.Ordinal));
    }

    private async Task SendAsync(Stream stream, int status, byte[] body, string more = "", bool half = false)
    {
        string head = $"HTTP/1.1 {status} x\r\nContent-Length: {body.Length}\r\n{more}Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _end.Token);
        await stream.WriteAsync(half ? body.AsMemory(0, body.Length / 2) : body, _end.Token);
    }

    private string List() =>
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>bucket</Name>"
        + $"<KeyCount>{_keys.Length}</KeyCount><IsTruncated>false</IsTruncated>"
        + string.Concat(_keys.Select(key => $"<Contents><Key>{key}</Key><Size>{_image.Length}</Size></Contents>"))
        + "</ListBucketResult>";
}
