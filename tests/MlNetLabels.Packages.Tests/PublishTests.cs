using System.Runtime.InteropServices;

namespace MlNetLabels.Packages.Tests;

/// <summary>What a published program takes along, by listing it; what this machine can run is run.</summary>
[Trait("Speed", "Slow")]
public sealed class PublishTests(Feed feed)
{
    private const string Program = """
        using MlNetLabels.Backbones;
        using MlNetLabels.Caching;
        using MlNetLabels.Drawings;
        using MlNetLabels.Embedding;

        EmojiDrawings.Build("drawings");
        using var backbone = Backbone.Load("mobilenet-v3-small");
        using var cache = EmbeddingCache.Open("cache.db", new() { Warn = Console.WriteLine });
        var embedder = new ImageEmbedder(backbone, new EmbeddingOptions { Cache = cache });
        var embedded = embedder.Embed([Directory.EnumerateFiles("drawings", "*.png", SearchOption.AllDirectories).First()]);
        Console.WriteLine($"{embedded.Embeddings.Rows} x {embedded.Embeddings.Columns}, {embedded.Skipped.Count} skipped");
        """;

    [Theory]
    [InlineData("linux-x64", "libvips.so.42", "libonnxruntime.so", "libe_sqlite3.so")]
    [InlineData("linux-arm64", "libvips.so.42", "libonnxruntime.so", "libe_sqlite3.so")]
    [InlineData("linux-musl-x64", "libvips.so.42", "libonnxruntime.so", "libe_sqlite3.so")]
    [InlineData("linux-musl-arm64", "libvips.so.42", "libonnxruntime.so", "libe_sqlite3.so")]
    [InlineData("win-x64", "libvips-42.dll", "onnxruntime.dll", "e_sqlite3.dll")]
    [InlineData("win-arm64", "libvips-42.dll", "onnxruntime.dll", "e_sqlite3.dll")]
    [InlineData("osx-arm64", "libvips.42.dylib", "libonnxruntime.dylib", "libe_sqlite3.dylib")]
    public void Publish_ForAPlatform_HasEveryNativeLibraryOfItsProcessor(string platform, params string[] libraries)
    {
        string folder = Publish(platform, "-r", platform, "--no-self-contained", "-p:UseAppHost=false");

        string[] files = [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f))];
        Assert.All(libraries, library => Assert.Contains(library, files));
        Assert.All(
            libraries,
            library =>
                Assert.Equal(
                    platform.EndsWith("arm64", StringComparison.Ordinal),
                    NativeHeader.IsArm64(Path.Combine(folder, library))
                )
        );
    }

    // ONNX Runtime has none for Macs with Intel processors any more.
    [Fact]
    public void Publish_ForAPlatformWithoutOnnxRuntime_SaysSo()
    {
        string folder = NewApp("osx-x64");

        var result = feed.Command("dotnet", "publish", "-c", "Release", "-r", "osx-x64", "--no-self-contained")
            .In(folder)
            .Run();

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("MLNETLABELS001", result.Out + result.Error, StringComparison.Ordinal);
    }

    [Theory, InlineData("self-contained"), InlineData("single-file", "-p:PublishSingleFile=true")]
    public void Publish_SelfContained_RunsWithoutDotnet(string name, params string[] more)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("It is run on x64 Linux only.");
        string folder = Publish(name, ["-r", "linux-x64", "--self-contained", .. more]);

        string said = new Command(Path.Combine(folder, "App")).Only("HOME", feed.Home).In(folder).Run().Done();

        Assert.Equal("1 x 576, 0 skipped", said.Trim());
    }

    private string Publish(string name, params string[] options)
    {
        string folder = NewApp(name);
        feed.Command("dotnet", ["publish", "-c", "Release", "-o", "out", .. options]).In(folder).Run().Done();
        return Path.Combine(folder, "out");
    }

    private string NewApp(string name)
    {
        string folder = feed.NewFolder(name);
        feed.WriteProject(
            folder,
            "MlNetLabels.Backbones.MobileNetV3Small",
            "MlNetLabels.Caching",
            "MlNetLabels.Drawings",
            "MlNetLabels.Imaging"
        );
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Program);
        return folder;
    }
}
