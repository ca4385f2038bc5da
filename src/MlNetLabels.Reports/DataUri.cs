namespace MlNetLabels.Reports;

/// <summary>Pictures as data URIs: raster images alone, since an SVG could hold script.</summary>
internal static class DataUri
{
    private static readonly string[] s_types = ["jpeg", "png", "webp", "gif"];

    public static string Types { get; } = string.Join(", ", s_types);

    public static bool IsImage(string uri)
    {
        foreach (string type in s_types)
        {
            string start = $"data:image/{type};base64,";
            if (uri.StartsWith(start, StringComparison.Ordinal))
                return System.Buffers.Text.Base64.IsValid(uri.AsSpan(start.Length));
        }
        return false;
    }
}
