using Azure.Storage.Blobs;

namespace MlNetLabels.Cli.Stores;

/// <summary>
/// An object, or a prefix of many, in S3 (<c>s3://bucket/key</c>) or Azure Blob storage
/// (<c>https://account.blob.core.windows.net/container/name</c>, or below the endpoint of AZURE_STORAGE_CONNECTION_STRING).
/// </summary>
/// <param name="Root">The address of the bucket or container; objects' addresses are this, a slash and their key.</param>
/// <param name="Container">Bucket or container.</param>
/// <param name="Key">Key or prefix; may be empty.</param>
/// <param name="Service">Azure's endpoint; null for S3.</param>
internal sealed record StoreAddress(string Root, string Container, string Key, Uri? Service)
{
    public const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";

    private const string S3 = "s3://",
        AzureHost = ".blob.core.windows.net";

    /// <summary>Whether a text is one; other addresses are none, and are not fetched.</summary>
    public static bool Is(string text) =>
        text.StartsWith(S3, StringComparison.Ordinal)
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && ServiceOf(uri) is not null
        );

    /// <exception cref="InvalidInputException">It names no bucket or container, or holds a credential.</exception>
    public static StoreAddress Parse(string text)
    {
        if (text.StartsWith(S3, StringComparison.Ordinal))
        {
            var (bucket, key) = Divide(text[S3.Length..]);
            if (bucket.Any(c => !char.IsAsciiLetterOrDigit(c) && !"-._".Contains(c)) || key.Contains("?X-Amz-"))
                throw new InvalidInputException(
                    S3 + bucket.Split('@')[^1],
                    null,
                    "credentials do not belong into an address, which is written down: give them as Amazon's tools take them, "
                        + "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a profile. A bucket's name has letters, digits, '.', '-' and '_'."
                );
            return bucket.Length > 0
                ? new(S3 + bucket, bucket, key, null)
                : throw new InvalidInputException(text, null, "no bucket is named: s3://BUCKET/PREFIX.");
        }
        var uri = new Uri(text);
        if (uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            throw new InvalidInputException(
                uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
                null,
                $"credentials do not belong into an address, which is written down: give them by {ConnectionString}."
            );
        var service = ServiceOf(uri)!;
        string root = service.AbsoluteUri.TrimEnd('/');
        var (container, name) = Divide(Uri.UnescapeDataString(uri.AbsoluteUri[root.Length..].TrimStart('/')));
        return container.Length > 0
            ? new($"{root}/{container}", container, name, service)
            : throw new InvalidInputException(text, null, $"no container is named: {root}/CONTAINER/PREFIX.");
    }

    /// <summary>The address of an object beside or below this one, as a list has it.</summary>
    public string Of(string key) =>
        Service is null ? $"{Root}/{key}" : $"{Root}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";

    private static (string First, string Remainder) Divide(string text) =>
        text.IndexOf('/') is >= 0 and int at ? (text[..at], text[(at + 1)..]) : (text, "");

    // Tokens go to Azure's own hosts alone; keys where their connection string says.
    private static Uri? ServiceOf(Uri uri)
    {
        if (Environment.GetEnvironmentVariable(ConnectionString) is { Length: > 0 } given)
            try
            {
                var service = new BlobServiceClient(given).Uri;
                if (uri.AbsoluteUri.StartsWith(service.AbsoluteUri.TrimEnd('/') + '/', StringComparison.Ordinal))
                    return service;
            }
            catch (FormatException error)
            {
                throw new InvalidInputException($"{ConnectionString} cannot be read: {error.Message}", error);
            }
        return uri.Scheme == "https" && uri.Host.EndsWith(AzureHost, StringComparison.Ordinal) && uri.IsDefaultPort
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : null;
    }
}
