using System.Text;
using Microsoft.AspNetCore.Connections;

namespace MlNetLabels.Cli.Serving;

/// <summary>
/// Takes so many connections at once, and tells those beyond them why, as HTTP. Kestrel's own limit closes them without a
/// word; it stands behind this one for those whose refusal is under way.
/// </summary>
/// <param name="most">Connections that are served at once.</param>
internal sealed class ConnectionLimit(int most)
{
    // How long a caller has to read its refusal, and how much of its request is read meanwhile: closed with something
    // unread, a connection is reset, and what was sent on it may be lost.
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(2);
    private const long MostRead = 1 << 20;

    private readonly byte[] _refusal = Refusal(most);
    private int _open;

    public async Task HandleAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= most)
                await next(connection).ConfigureAwait(false);
            else
                await RefuseAsync(connection).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RefuseAsync(ConnectionContext connection)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        time.CancelAfter(s_time);
        try
        {
            var (input, output) = (connection.Transport.Input, connection.Transport.Output);
            await output.WriteAsync(_refusal, time.Token).ConfigureAwait(false);
            await output.CompleteAsync().ConfigureAwait(false);
            for (long read = 0; read < MostRead; )
            {
                var result = await input.ReadAsync(time.Token).ConfigureAwait(false);
                read += result.Buffer.Length;
                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The caller left, or is too slow to be told.
        }
    }

    private static byte[] Refusal(int most)
    {
        string body =
            $$"""{"title":"Service Unavailable","status":503,"detail":"{{most}} connections are open, and no more are taken."}""";
        return Encoding.ASCII.GetBytes(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
                + "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
                + $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
        );
    }
}
