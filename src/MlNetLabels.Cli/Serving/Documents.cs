using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace MlNetLabels.Cli.Serving;

/// <summary>The description of the endpoints, and a page to browse it that takes nothing from outside.</summary>
internal static class Documents
{
    public const string Page = "/docs";

    /// <summary>What the page to browse may load: its own script starts itself from within the page.</summary>
    public const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Describe(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "MlNetLabels";
                document.Info.Description =
                    "Says what is in images: a class, labels, and whether an image is of a known kind at all. No endpoint "
                    + "fetches an address, and no upload touches a disk.";
                document.Servers = [];
                var bodies = (document.Paths ?? [])
                    .Values.SelectMany(path => path.Operations is { } all ? all.Values.ToArray() : [])
                    .Select(operation => operation.RequestBody?.Content);
                foreach (var content in bodies)
                    content?.Remove("*/*");
                return Task.CompletedTask;
            }
        );
    }

    public static void Browse(ScalarOptions options)
    {
        options.Title = "MlNetLabels";
        options.DefaultFonts = false;
    }
}
