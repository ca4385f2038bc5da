using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Labelling.State;

namespace MlNetLabels.Labelling.Web;

/// <summary>Images by their numbers, never by a path: large ones as they are where browsers show them, and small ones.</summary>
internal sealed class Pictures(LabelStore store)
{
    // Zoomed in, one pixel of an ordinary camera's image is still one of its own.
    private const int LargeSide = 4096,
        SmallSide = 240;

    // Beyond it a browser is given a smaller one.
    private const long MostBytes = 25_000_000;

    private const string Jpeg = "image/jpeg";

    private static readonly (byte[] Start, int At, string Type)[] s_types =
    [
        ([0xFF, 0xD8, 0xFF], 0, Jpeg),
        ([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], 0, "image/png"),
        ("GIF8"u8.ToArray(), 0, "image/gif"),
        ("WEBP"u8.ToArray(), 8, "image/webp"),
    ];

    private readonly ImageOptions _options = new();
    private readonly SmallPictures _small = new();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/picture/{index:int}", (int index, HttpContext http) => LargeAsync(index, http));
        endpoints.MapGet("/api/small/{index:int}", (int index, HttpContext http) => SmallAsync(index, http));
    }

    private async Task<IResult> LargeAsync(int index, HttpContext http)
    {
        if (store.Item(index) is null)
            return TypedResults.NotFound();
        string path = store.Data.Items[index].Path;
        try
        {
            var (bytes, type) = await Task.Run(() => Large(path), http.RequestAborted);
            return TypedResults.Bytes(bytes, type);
        }
        catch (ImageException error)
        {
            return Unreadable(error);
        }
    }

    private (byte[] Bytes, string Type) Large(string path)
    {
        if (TypeOf(path) is { } type)
            return (ImageLoader.ReadFile(path, _options), type);
        return (ImageLoader.CreateThumbnail(path, LargeSide, _options), ImageLoader.ThumbnailMediaType);
    }

    private async Task<IResult> SmallAsync(int index, HttpContext http)
    {
        if (store.Item(index) is null)
            return TypedResults.NotFound();
        string path = store.Data.Items[index].Path;
        try
        {
            byte[] small = await _small.GetAsync(
                index,
                () => ImageLoader.CreateThumbnail(path, SmallSide, _options),
                http.RequestAborted
            );
            // Scrolling back asks nobody for a while.
            http.Response.Headers.CacheControl = "private, max-age=600";
            return TypedResults.Bytes(small, ImageLoader.ThumbnailMediaType);
        }
        catch (ImageException error)
        {
            return Unreadable(error);
        }
    }

    // Only what the first bytes say; a name says nothing.
    private static string? TypeOf(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
                return null;
            using var file = InputFile.Open(path);
            byte[] start = new byte[16];
            int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            foreach (var (begins, at, type) in s_types)
                if (count >= at + begins.Length && start.AsSpan(at, begins.Length).SequenceEqual(begins))
                    return type;
            return null;
        }
        catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, "cannot be read", error);
        }
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Unreadable(ImageException error) =>
        TypedResults.Problem(error.Reason, statusCode: StatusCodes.Status422UnprocessableEntity);
}
