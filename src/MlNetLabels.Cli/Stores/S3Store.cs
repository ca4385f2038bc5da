using Amazon.S3;
using Amazon.S3.Model;

namespace MlNetLabels.Cli.Stores;

/// <summary>
/// A bucket of S3, or of what speaks like it: region, endpoint and credentials as Amazon's tools take them, from environment
/// variables, profiles, and the machine's role.
/// </summary>
internal sealed class S3Store : IObjectStore
{
    private readonly string _bucket;
    private readonly AmazonS3Client _client;

    public S3Store(string bucket, TimeSpan timeout)
    {
        _bucket = bucket;
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            Timeout = timeout,
            AllowAutoRedirect = false,
        };
        if ((Given("AWS_ENDPOINT_URL_S3") ?? Given("AWS_ENDPOINT_URL")) is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.ForcePathStyle = true;
            config.AuthenticationRegion = Given("AWS_REGION") ?? Given("AWS_DEFAULT_REGION") ?? "us-east-1";
        }
        _client = new AmazonS3Client(config);
    }

    public async Task<(IReadOnlyList<string> Keys, string? Next)> ListAsync(
        string prefix,
        string? next,
        CancellationToken cancellationToken
    )
    {
        var page = await _client.ListObjectsV2Async(
            new ListObjectsV2Request
            {
                BucketName = _bucket,
                Prefix = prefix,
                ContinuationToken = next,
            },
            cancellationToken
        );
        return (
            [.. (page.S3Objects ?? []).Select(x => x.Key)],
            page.IsTruncated == true ? page.NextContinuationToken : null
        );
    }

    public async Task<byte[]> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetObjectAsync(_bucket, key, cancellationToken);
        return await StoreBody.ReadAsync(answer.ResponseStream, answer.ContentLength, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static string? Given(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
