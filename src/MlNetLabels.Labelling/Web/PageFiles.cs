using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MlNetLabels.Labelling.Web;

/// <summary>The page, its style and its scripts, from inside the assembly.</summary>
internal static class PageFiles
{
    private static readonly (string Path, string File, string Type)[] s_files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/label.css", "label.css", "text/css; charset=utf-8"),
        ("/label.js", "label.js", "text/javascript; charset=utf-8"),
        ("/header.js", "header.js", "text/javascript; charset=utf-8"),
        ("/keys.js", "keys.js", "text/javascript; charset=utf-8"),
        ("/picture.js", "picture.js", "text/javascript; charset=utf-8"),
        ("/overview.js", "overview.js", "text/javascript; charset=utf-8"),
        ("/service.js", "service.js", "text/javascript; charset=utf-8"),
    ];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var (path, file, type) in s_files)
        {
            byte[] content = Read(file);
            endpoints.MapGet(path, () => TypedResults.Bytes(content, type));
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
