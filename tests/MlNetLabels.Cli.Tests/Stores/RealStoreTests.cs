using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Azure.Storage.Blobs;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests.Stores;

/// <summary>Servers that others wrote: what is embedded from a store is what is embedded from its files.</summary>
[Trait("Speed", "Slow")]
public sealed class RealStoreTests(Shapes shapes) : IDisposable
{
    // Of Azurite, which everybody knows.
    private const string Account = "devstoreaccount1",
        Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Embed_S3_IsWhatItsFilesEmbedTo()
    {
        using var server = NodeServer.Start(
            "s3rver/bin/s3rver.js",
            port =>
                [
                    "-a",
                    "127.0.0.1",
                    "-p",
                    $"{port}",
                    "-d",
                    _folder.File("s3", "."),
                    "--configure-bucket",
                    "photos",
                    "-s",
                ]
        );
        var variables = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{server.Port}",
            ["AWS_ACCESS_KEY_ID"] = "S3RVER",
            ["AWS_SECRET_ACCESS_KEY"] = "S3RVER",
        };
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("S3RVER", "S3RVER"),
            new AmazonS3Config
            {
                ServiceURL = variables["AWS_ENDPOINT_URL"],
                ForcePathStyle = true,
                AuthenticationRegion = "us-east-1",
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            }
        );
        foreach (var (name, path) in Images())
            await client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = "photos",
                    Key = name,
                    FilePath = path,
                    UseChunkEncoding = false,
                },
                TestContext.Current.CancellationToken
            );

        Check("s3://photos/set/", variables);
        Tool.RunIn(null, variables, Arguments("s3://nothing", "no")).Refused(3, "cannot be listed", "not found");
    }

    [Fact]
    public async Task Embed_AzureBlobs_IsWhatTheirFilesEmbedTo()
    {
        using var server = NodeServer.Start(
            "azurite/dist/src/blob/main.js",
            port =>
                [
                    "--blobHost",
                    "127.0.0.1",
                    "--blobPort",
                    $"{port}",
                    "-l",
                    _folder.File("azure", "."),
                    "--skipApiVersionCheck",
                    "-s",
                ]
        );
        string endpoint = $"http://127.0.0.1:{server.Port}/{Account}",
            connection =
                $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={endpoint};";
        var container = new BlobContainerClient(connection, "photos");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var (name, path) in Images())
            await container.GetBlobClient(name).UploadAsync(path, TestContext.Current.CancellationToken);

        Check($"{endpoint}/photos/set", new() { ["AZURE_STORAGE_CONNECTION_STRING"] = connection });
        Tool.RunIn(
                null,
                new Dictionary<string, string> { ["AZURE_STORAGE_CONNECTION_STRING"] = connection },
                Arguments($"{endpoint}/nothing", "no")
            )
            .Refused(3, "cannot be listed", "not found");
    }

    private void Check(string address, Dictionary<string, string> variables)
    {
        string list = _folder.Write("list.csv", "file\n" + string.Join('\n', Images().Select(x => x.Path)) + "\n");
        Tool.Run("embed", "--images", list, "--output", _folder.File("one.npy"), "--no-cache").Done();
        foreach (int shard in new[] { 0, 1 })
            Tool.RunIn(null, variables, [.. Arguments(address, "parts")[..^1], $"{shard}/2"]).Done();
        Tool.Run("shards", "merge", _folder.File("parts"), "--output", _folder.File("merged.npy")).Done();

        Assert.Equal(File.ReadAllBytes(_folder.File("one.npy")), File.ReadAllBytes(_folder.File("merged.npy")));
        string key = "Eby8vdM02xNOcqFl";
        foreach (string file in Directory.EnumerateFiles(_folder.File("parts")))
            Assert.DoesNotContain(key, File.ReadAllText(file), StringComparison.Ordinal);
    }

    private string[] Arguments(string address, string parts) =>
        ["embed", "--images", address, "--output", _folder.File(parts), "--shard", "0/1"];

    // Names as stores have them and paths have not.
    private (string Name, string Path)[] Images() =>
        [
            .. Directory
                .EnumerateFiles(shapes.Images, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Take(12)
                .Select((path, i) => ($"set/{i:D2}/a b+ö %41 {i}.png", path)),
        ];
}
