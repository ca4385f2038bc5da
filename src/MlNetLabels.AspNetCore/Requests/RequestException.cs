using Microsoft.AspNetCore.Http;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>A request that cannot be answered as it is, with what its caller may know of it.</summary>
internal sealed class RequestException(int status, string reason) : Exception(reason)
{
    public int Status => status;

    public static RequestException NotFound(string reason) => new(StatusCodes.Status404NotFound, reason);

    public static RequestException Bad(string reason) => new(StatusCodes.Status400BadRequest, reason);

    public static RequestException MediaType(string? given, string wanted) =>
        new(
            StatusCodes.Status415UnsupportedMediaType,
            $"The content type is {(string.IsNullOrEmpty(given) ? "missing" : $"'{given}'")}; send {wanted}."
        );
}
