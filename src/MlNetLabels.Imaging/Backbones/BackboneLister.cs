namespace MlNetLabels.Backbones;

/// <summary>Lists what <see cref="BackboneFinder"/> would find by name: the folder's cards first, then packages.</summary>
internal static class BackboneLister
{
    public static IReadOnlyList<BackboneListing> List(BackboneOptions options)
    {
        string[] names = [.. BackboneFinder.NamesInFolder(options), .. BackbonePackages.Known];
        return [.. names.Distinct().Select(name => Read(name, options))];
    }

    private static BackboneListing Read(string name, BackboneOptions options)
    {
        try
        {
            var source = BackboneFinder.FindNamed(name, options);
            byte[] bytes = source.ReadOnnx();
            string hash = NetworkBackbone.Hash(source.Card, bytes);
            return new(name, source.Card, source.Location, bytes.Length, hash, null);
        }
        catch (InvalidInputException error)
        {
            return new(name, null, null, null, null, error.Message);
        }
    }
}
