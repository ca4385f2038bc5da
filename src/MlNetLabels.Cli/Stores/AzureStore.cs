using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace MlNetLabels.Cli.Stores;

/// <summary>
/// A container of Azure Blob storage: with the key of AZURE_STORAGE_CONNECTION_STRING where that is of its account, else with
/// what Azure's tools take: environment variables, workload and managed identity, and who is logged in.
/// </summary>
internal sealed class AzureStore : IObjectStore
{
    private readonly BlobContainerClient _container;
    private readonly HttpClientTransport _transport;

    public AzureStore(StoreAddress address, TimeSpan timeout)
    {
        // Redirects are followed by nobody; a transport of its own is closed with it.
        _transport = new HttpClientTransport(new HttpClientHandler { AllowAutoRedirect = false });
        var options = new BlobClientOptions { Transport = _transport };
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = timeout;
        string? given = Environment.GetEnvironmentVariable(StoreAddress.ConnectionString);
        var service =
            given is { Length: > 0 } && new BlobServiceClient(given).Uri == address.Service
                ? new BlobServiceClient(given, options)
                : new BlobServiceClient(address.Service, new DefaultAzureCredential(), options);
        _container = service.GetBlobContainerClient(address.Container);
    }

    public async Task<(IReadOnlyList<string> Keys, string? Next)> ListAsync(
        string prefix,
        string? next,
        CancellationToken cancellationToken
    )
    {
        var pages = _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).AsPages(next);
        await foreach (var page in pages)
            return (
                [.. page.Values.Select(x => x.Name)],
                string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken
            );
        return ([], null);
    }

    public async Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var answer = (
            await _container.GetBlobClient(key).DownloadStreamingAsync(cancellationToken: cancellationToken)
        ).Value;
        return await StoreBody.ReadAsync(answer.Content, answer.Details.ContentLength, cancellationToken);
    }

    public void Dispose() => _transport.Dispose();
}
