using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace MlNetLabels.Hosting.Loading;

/// <summary>A bundle at an address: asked for again with the ETag or date of the last one, kept in a file without a name.</summary>
internal sealed class UriSource(Uri uri, TimeSpan period, long mostBytes) : ModelSource
{
    // One for the process: each client of its own would keep sockets of its own.
    private static readonly HttpClient s_client = new(
        new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            AutomaticDecompression = DecompressionMethods.None,
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private (string Stamp, EntityTagHeaderValue? Tag, DateTimeOffset? Modified)? _last;

    public override string Where => uri.GetLeftPart(UriPartial.Path);

    public override bool Settles => false;

    public override TimeSpan? Period => period;

    public override async Task<FoundBundle> LookAsync(string? known, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(s_patience);
        try
        {
            return await AskAsync(known, limited.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{Where} cannot be fetched ({error.Message})", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidInputException($"{Where} did not come within {s_patience}.", error);
        }
    }

    private async Task<FoundBundle> AskAsync(string? known, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (known is not null && _last is { } last && last.Stamp == known)
        {
            if (last.Tag is not null)
                request.Headers.IfNoneMatch.Add(last.Tag);
            else if (last.Modified is not null)
                request.Headers.IfModifiedSince = last.Modified;
        }
        using var response = await s_client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (known is not null && response.StatusCode == HttpStatusCode.NotModified)
            return new FoundBundle(known, null);
        response.EnsureSuccessStatusCode();
        var file = await DownloadAsync(response, cancellationToken).ConfigureAwait(false);
        try
        {
            string stamp = Convert.ToHexStringLower(
                await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)
            );
            file.Position = 0;
            _last = (stamp, response.Headers.ETag, response.Content.Headers.LastModified);
            return new FoundBundle(stamp, file);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<FileStream> DownloadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > mostBytes)
            throw TooLarge();
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"mlnetlabels-{Guid.NewGuid():N}"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            81920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var buffer = new byte[81920];
                for (int read; (read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; )
                {
                    if (file.Length + read > mostBytes)
                        throw TooLarge();
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
            // What came short of its announced length is an error of the client already.
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private InvalidInputException TooLarge() =>
        new($"{Where} is larger than {mostBytes} bytes ({MlNetLabelsOptions.SectionName}:MaxModelBytes).");
}
