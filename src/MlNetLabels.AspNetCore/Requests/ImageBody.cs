using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>The images of a request: its body, or each file of a form. Read as they come; none touches a disk.</summary>
internal static class ImageBody
{
    /// <summary>Lets a request in whose type is none of those named, so that its answer can say which are.</summary>
    public const string AnyType = "*/*";

    private const string Wanted = "image/*, application/octet-stream, or multipart/form-data with files";

    // Of a name that is only ever shown.
    private const int LongestName = 255;

    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    public static bool IsBare(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (
            type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The body as one image.</summary>
    /// <exception cref="RequestException">It is announced to be larger than an image may be.</exception>
    public static PartStream Bare(HttpRequest request, HttpContextOfModels context)
    {
        if (request.ContentLength > context.Limits.MaxImageBytes)
            throw PartStream.TooLarge(context.Limits.MaxImageBytes);
        return new PartStream(request.Body, context.Limits.MaxImageBytes, isWhole: true);
    }

    /// <summary>Every image, by the name that its sender gave it; each stream is to be read before the next is asked for.</summary>
    /// <exception cref="RequestException">It is neither, or brings too many.</exception>
    public static async IAsyncEnumerable<(string Name, PartStream Content)> EachAsync(
        HttpRequest request,
        HttpContextOfModels context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (IsBare(request))
        {
            yield return ("image", Bare(request, context));
            yield break;
        }
        if (!IsForm(request))
            throw RequestException.MediaType(request.ContentType, Wanted);
        string boundary = HeaderUtilities
            .RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary)
            .ToString();
        if (boundary.Length is 0 or > 200)
            throw RequestException.Bad("The form's boundary is missing or too long.");
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 8192 };
        for (int images = 0; await NextAsync(reader, cancellationToken) is { } section; )
        {
            if (
                !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                || !(disposition.IsFileDisposition() || disposition.Name == "imageData")
            )
                continue;
            if (++images > context.Options.MaxImages)
                throw new RequestException(
                    StatusCodes.Status413PayloadTooLarge,
                    $"There are more than {context.Options.MaxImages} images in one request."
                );
            yield return (
                NameOf(disposition, images),
                new PartStream(section.Body, context.Limits.MaxImageBytes, isWhole: false)
            );
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw RequestException.Bad("The form is damaged.");
        }
    }

    private static string NameOf(ContentDispositionHeaderValue disposition, int number)
    {
        string given = (disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        given = given.Trim('"');
        string name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        name = new string([.. name.Where(x => !char.IsControl(x)).Take(LongestName)]);
        return name.Length == 0 ? $"image {number}" : name;
    }
}
