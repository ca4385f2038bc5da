using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests;

/// <summary>How many types users see. The build holds the lists that are counted here to what is public.</summary>
public class PublicApiTests
{
    private const int MostInAll = 216;

    public static TheoryData<string, int> MostInPackage => new() { { "MlNetLabels.Core", 80 }, { "MlNetLabels", 16 } };

    [Theory]
    [MemberData(nameof(MostInPackage))]
    public void Package_PublicTypes_AreFew(string package, int most) =>
        Assert.InRange(Types(Path.Combine(Source, package, "PublicAPI.Unshipped.txt")).Count(), 1, most);

    [Fact]
    public void AllPackages_PublicTypes_AreFew()
    {
        string[] types =
        [
            .. Directory.GetFiles(Source, "PublicAPI.*.txt", SearchOption.AllDirectories).SelectMany(Types),
        ];

        Assert.True(types.Length <= MostInAll, $"There are {types.Length} public types: {string.Join(", ", types)}");
    }

    private static string Source => Path.Combine(SharedFiles.Repository, "src");

    // Members say after an arrow what they give; types stand alone.
    private static IEnumerable<string> Types(string file) =>
        File.ReadLines(file).Where(line => !line.StartsWith('#') && !line.Contains("->", StringComparison.Ordinal));
}
