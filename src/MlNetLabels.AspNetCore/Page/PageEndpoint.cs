using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace MlNetLabels.AspNetCore.Page;

/// <summary>The page at <c>/</c> and its two files, from inside the assembly.</summary>
internal static class PageEndpoint
{
    // Pictures are shown from memory; nothing else comes from anywhere but here.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; "
        + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly (string Path, string File, string Type)[] s_files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
    ];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var (path, file, type) in s_files)
        {
            byte[] content = Read(file);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
            endpoints
                .MapMethods(
                    path,
                    [HttpMethods.Get, HttpMethods.Head],
                    (HttpContext http) =>
                    {
                        http.Response.Headers.ContentSecurityPolicy = Policy;
                        http.Response.Headers.CacheControl = "no-cache";
                        http.Response.Headers.XContentTypeOptions = "nosniff";
                        return TypedResults.Bytes(content, type, entityTag: tag);
                    }
                )
                .AllowAnonymous()
                .ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageEndpoint).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
