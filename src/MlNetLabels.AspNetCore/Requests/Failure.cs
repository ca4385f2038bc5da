using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MlNetLabels.Hosting;
using MlNetLabels.Images;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>Why a request is not answered: a status and a reason without paths, types and traces.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Reason">A sentence for the caller.</param>
/// <param name="RetryAfter">When it is worth trying again; null where it is not.</param>
internal sealed record Failure(int Status, string Reason, TimeSpan? RetryAfter = null)
{
    private const int ClientLeft = 499;

    /// <summary>What became of a request; what is nobody's fault outside is logged.</summary>
    public static Failure Of(Exception error, HttpContext http, ILogger log)
    {
        switch (error)
        {
            case RequestException known:
                return new(known.Status, known.Reason());
            case BadHttpRequestException bad:
                return new(
                    bad.StatusCode,
                    bad.StatusCode == 413 ? "The body is too large." : "The request is not as HTTP asks."
                );
            case ImageException image:
                return new(StatusCodes.Status422UnprocessableEntity, $"The image cannot be used: {image.Reason}.");
            case BusyException busy:
                return new(StatusCodes.Status503ServiceUnavailable, $"Busy: {busy.Message}.", busy.RetryAfter);
            case ObjectDisposedException:
                return new(StatusCodes.Status404NotFound, "The model was removed.");
            case InvalidInputException input:
                log.ModelUnavailable(input.Message);
                return new(
                    StatusCodes.Status503ServiceUnavailable,
                    "The model cannot be loaded now.",
                    TimeSpan.FromSeconds(5)
                );
            case OperationCanceledException or IOException when http.RequestAborted.IsCancellationRequested:
                return new(ClientLeft, "The caller left.");
            // A form that ends before it should, or a sender that is too slow.
            case IOException:
                return new(StatusCodes.Status400BadRequest, "The body ended before it should.");
            default:
                log.RequestFailed(error);
                return new(StatusCodes.Status500InternalServerError, "Something went wrong here; it was logged.");
        }
    }

    /// <summary>Says when to come back.</summary>
    public void AddTo(IHeaderDictionary headers)
    {
        if (RetryAfter is { } time)
            headers.RetryAfter = Math.Ceiling(Math.Max(1, time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}

internal static partial class RequestLog
{
    public static string Reason(this RequestException error) => error.Message;

    [LoggerMessage(1, LogLevel.Error, "a request failed")]
    public static partial void RequestFailed(this ILogger log, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "a request found its model not to be had: {Reason}")]
    public static partial void ModelUnavailable(this ILogger log, string reason);
}
