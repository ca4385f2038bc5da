namespace MlNetLabels.Data.Formats;

/// <summary>How Label Studio names images: paths of its server, of its storages, or addresses.</summary>
internal static class LabelStudioPath
{
    private const string Local = "/data/local-files/?d=";

    // What uploaded files get in front of their name: eight hexadecimal digits and a dash.
    private const int PrefixLength = 9;

    /// <summary>The member that names the image: called so, or ending like an image.</summary>
    public static string? Find(IEnumerable<(string Name, string Value)> members)
    {
        var all = members.ToList();
        int at = all.FindIndex(m => m.Name is "image" or "img");
        if (at < 0)
            at = all.FindIndex(m =>
                ImageFiles.Extensions.Any(e => m.Value.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            );
        return at < 0 ? null : all[at].Value;
    }

    /// <summary>The image with the names under which it may lie here.</summary>
    public static FoundImage Image(string given)
    {
        if (given.StartsWith(Local, StringComparison.Ordinal))
        {
            string path = Uri.UnescapeDataString(given[Local.Length..]);
            return new FoundImage
            {
                File = path,
                Others = Ends(path),
                Labels = [],
            };
        }
        if (!given.StartsWith("/data/", StringComparison.Ordinal))
            return new FoundImage { File = given, Labels = [] };
        string name = Uri.UnescapeDataString(given[(given.LastIndexOf('/') + 1)..]);
        return new FoundImage
        {
            File = name,
            Others = name.IndexOf('-') == PrefixLength - 1 ? [name[PrefixLength..]] : [],
            Labels = [],
        };
    }

    private static string[] Ends(string path)
    {
        string[] steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return [.. Enumerable.Range(1, Math.Max(0, steps.Length - 1)).Select(from => string.Join('/', steps[from..]))];
    }
}
