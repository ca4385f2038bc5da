using MlNetLabels.Cli.Stores;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests.Stores;

/// <summary>A store that is slow, busy, breaks off or refuses makes failures with names, after as many tries as are allowed.</summary>
public sealed class FaultyStoreTests : IDisposable
{
    private static readonly StoreTries s_tries = new(3, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(1));

    private readonly TemporaryFolder _folder = new();
    private readonly FaultyStore _store;
    private readonly byte[] _image;

    public FaultyStoreTests(Shapes shapes)
    {
        _image = File.ReadAllBytes(Path.Combine(shapes.Lines, "0.png"));
        _store = new(
            _image,
            "busy.png",
            "denied.png",
            "gone.png",
            "half.png",
            "moved.png",
            "ok.png",
            "readme.txt",
            "twice.png"
        );
        // Read by the store in this process; nothing else here reads them.
        foreach (var (name, value) in Variables())
            Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (string name in Variables().Keys)
            Environment.SetEnvironmentVariable(name, null);
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("late.png", "the store did not answer within 2 s, 3 times", 3)]
    [InlineData("busy.png", "the store answers 503 SlowDown, 3 times", 3)]
    [InlineData("half.png", ", 3 times", 3)]
    [InlineData("denied.png", "the store refuses to give it (AccessDenied)", 1)]
    [InlineData("gone.png", "not found", 1)]
    [InlineData("moved.png", "elsewhere, which is not followed", 1)]
    public void Read_WhatFails_SaysWhyAndHowOften(string key, string said, int asked)
    {
        using var stores = new ObjectStores(s_tries);

        var error = Assert.ThrowsAny<IOException>(() => stores.Read(StoreAddress.Parse($"s3://bucket/{key}")));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal(asked, _store.Asked[key]);
        Assert.False(_store.Asked.ContainsKey("followed.png"));
    }

    [Fact]
    public void Read_WhatFailsTwice_IsReadAtLast()
    {
        using var stores = new ObjectStores(s_tries);

        Assert.Equal(_image, stores.Read(StoreAddress.Parse("s3://bucket/twice.png")));
    }

    [Fact]
    public void Embed_FaultyStore_HasARowForEachObjectWithItsReason()
    {
        var result = Tool.RunIn(
                null,
                Variables(),
                "embed",
                "--images",
                "s3://bucket",
                "--output",
                _folder.File("parts"),
                "--shard",
                "0/1",
                "--json"
            )
            .Done();

        var failed = result.Json().GetProperty("failed").EnumerateObject().Select(x => x.Name).ToList();
        Assert.Equal(2, result.Json().GetProperty("embedded").GetInt64());
        Assert.Equal(5, failed.Count);
        Assert.Contains(failed, x => x.Contains("503 SlowDown, 7 times", StringComparison.Ordinal));
        Assert.Contains("left out 1 file that is no image: readme.txt", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_StoreThatIsAway_EndsAndIsDoneOnceItIsBack()
    {
        _folder.Write("list.txt", "s3://bucket/ok.png\n");
        string[] call =
        [
            "embed",
            "--images",
            _folder.File("list.txt"),
            "--output",
            _folder.File("parts"),
            "--shard",
            "0/1",
        ];
        _store.IsAway = true;

        Tool.RunIn(null, Variables(), call).Refused(1, "s3://bucket/ok.png: the store answers 503", "call this again");
        _store.IsAway = false;
        var result = Tool.RunIn(null, Variables(), [.. call, "--json"]).Json();

        Assert.Equal(1, result.GetProperty("embedded").GetInt64());
    }

    [Fact]
    public void Embed_OutputThatIsAnAddress_IsRefused() =>
        Tool.RunIn(
                null,
                Variables(),
                "embed",
                "--images",
                "s3://bucket",
                "--output",
                "s3://bucket/parts",
                "--shard",
                "0/1"
            )
            .Refused(3, "s3://bucket/parts", "to a file system");

    [Theory]
    [InlineData("https://x.blob.core.windows.net/c/p?sv=1&sig=secret", "credentials do not belong into an address")]
    [InlineData("s3:///key", "no bucket is named")]
    [InlineData("s3://AKIA:secret@bucket/key", "credentials do not belong into an address")]
    [InlineData("s3://bucket/key?X-Amz-Signature=secret", "credentials do not belong into an address")]
    [InlineData("https://x.blob.core.windows.net/", "no container is named")]
    public void Parse_WrongAddress_SaysWhatIsWrong(string address, string said)
    {
        var error = Assert.Throws<InvalidInputException>(() => StoreAddress.Parse(address));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket/a", true)]
    [InlineData("https://x.blob.core.windows.net/c/a.png", true)]
    [InlineData("http://x.blob.core.windows.net/c/a.png", false)]
    [InlineData("https://x.blob.core.windows.net.example.org/c/a.png", false)]
    [InlineData("https://example.org/a.png", false)]
    [InlineData("photos/a.png", false)]
    public void Is_Address_IsOneOfAStoreAlone(string text, bool expected) =>
        Assert.Equal(expected, StoreAddress.Is(text));

    private Dictionary<string, string> Variables() =>
        new()
        {
            ["AWS_ENDPOINT_URL"] = _store.Url,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
}
