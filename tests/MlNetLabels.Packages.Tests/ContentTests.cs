using System.IO.Compression;
using System.Xml.Linq;

namespace MlNetLabels.Packages.Tests;

/// <summary>What is in the packages.</summary>
[Trait("Speed", "Slow")]
public sealed class ContentTests(Feed feed)
{
    private static readonly string[] s_libraries =
    [
        "MlNetLabels",
        "MlNetLabels.AspNetCore",
        "MlNetLabels.Backbones.MobileNetV3Small",
        "MlNetLabels.Caching",
        "MlNetLabels.Core",
        "MlNetLabels.Datasets",
        "MlNetLabels.Drawings",
        "MlNetLabels.Hosting",
        "MlNetLabels.Imaging",
        "MlNetLabels.Labelling",
        "MlNetLabels.Onnx",
        "MlNetLabels.Reports",
        "MlNetLabels.Runs",
    ];

    [Fact]
    public void Packages_OfTheSolution_AreThese()
    {
        string suffix = $".{feed.Version}.nupkg";
        string[] packed =
        [
            .. Directory
                .GetFiles(feed.Folder, "*.nupkg")
                .Select(file => Path.GetFileName(file)[..^suffix.Length])
                .Where(id => id != "MlNetLabels.Backbones.ResNet18")
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(s_libraries.Append("MlNetLabels.Cli").Order(StringComparer.Ordinal), packed);
    }

    [Fact]
    public void EachPackage_HasReadmeLicenceNoticesAndSymbols() =>
        Assert.All(
            s_libraries,
            id =>
            {
                using var package = Open(id, "nupkg");
                using var symbols = Open(id, "snupkg");
                string[] files = [.. package.Entries.Select(entry => entry.FullName)];
                Assert.Contains("README.md", files);
                Assert.Contains("LICENSE", files);
                Assert.Contains("THIRD-PARTY-NOTICES.md", files);
                Assert.Contains($"lib/net10.0/{id}.dll", files);
                Assert.Contains($"lib/net10.0/{id}.xml", files);
                Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{id}.pdb");
                Assert.StartsWith("MIT", Metadata(package, "license"), StringComparison.Ordinal);
                Assert.Equal("README.md", Metadata(package, "readme"));
            }
        );

    [Fact]
    public void EachPackage_HasAListOfWhatItIsMadeOf()
    {
        string[] lists = Directory.GetFiles(feed.Folder, "*.cdx.json");
        Assert.SkipWhen(lists.Length == 0, "The tool that writes the lists is not here: dotnet tool restore.");

        Assert.Equal(Directory.GetFiles(feed.Folder, "*.nupkg").Length, lists.Length);
        string imaging = File.ReadAllText(Path.Combine(feed.Folder, $"MlNetLabels.Imaging.{feed.Version}.cdx.json"));
        foreach (string part in (string[])["CycloneDX", "pkg:nuget/NetVips.Native.win-x64@", "SHA-512"])
            Assert.Contains(part, imaging, StringComparison.Ordinal);
        Assert.DoesNotContain("index.json", imaging, StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_IsSmallerThanARegistryTakes() =>
        Assert.InRange(
            new FileInfo(Path.Combine(feed.Folder, $"MlNetLabels.Cli.{feed.Version}.nupkg")).Length,
            1,
            200_000_000
        );

    [Fact]
    public void Imaging_NamesLibvipsOfEveryPlatform()
    {
        string[] dependencies = Dependencies("MlNetLabels.Imaging");
        string[] platforms = ["linux", "linux-musl", "osx", "win"];
        Assert.All(
            platforms.SelectMany(system => new[] { $"{system}-x64", $"{system}-arm64" }),
            platform => Assert.Contains($"NetVips.Native.{platform}", dependencies)
        );
        Assert.Contains("Microsoft.ML.OnnxRuntime", dependencies);
        Assert.DoesNotContain("Google.Protobuf", dependencies);
    }

    [Fact]
    public void Caching_PinsTheSafeSqlite()
    {
        using var package = Open("MlNetLabels.Caching", "nupkg");
        Assert.Contains(
            Nuspec(package).Descendants().Where(x => x.Name.LocalName == "dependency"),
            x =>
                x.Attribute("id")!.Value == "SQLitePCLRaw.bundle_e_sqlite3"
                && x.Attribute("version")!.Value.StartsWith("3.", StringComparison.Ordinal)
        );
    }

    private ZipArchive Open(string id, string kind) =>
        ZipFile.OpenRead(Path.Combine(feed.Folder, $"{id}.{feed.Version}.{kind}"));

    private string[] Dependencies(string id)
    {
        using var package = Open(id, "nupkg");
        return
        [
            .. Nuspec(package)
                .Descendants()
                .Where(x => x.Name.LocalName == "dependency")
                .Select(x => x.Attribute("id")!.Value),
        ];
    }

    private static string Metadata(ZipArchive package, string name) =>
        Nuspec(package).Descendants().First(x => x.Name.LocalName == name).Value;

    private static XDocument Nuspec(ZipArchive package)
    {
        using var stream = package
            .Entries.First(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))
            .Open();
        return XDocument.Load(stream);
    }
}
