using System.Net;
using Amazon.Runtime;
using Azure;

namespace MlNetLabels.Cli.Stores;

/// <summary>How often and how long a store is asked.</summary>
/// <param name="Most">Tries of one request.</param>
/// <param name="Timeout">Of one try, its body included.</param>
/// <param name="Pause">Before the second try; twice as long before each further one.</param>
internal sealed record StoreTries(int Most, TimeSpan Timeout, TimeSpan Pause)
{
    private const string Elsewhere =
        "the store says that it is elsewhere, which is not followed: name its region or address";

    public static StoreTries Usual { get; } = new(7, TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(200));

    /// <summary>Asks until there is an answer, or no further try may help.</summary>
    /// <exception cref="StoreException">There is none; the message says why.</exception>
    public T Ask<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (int tried = 1; ; tried++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Timeout);
            try
            {
                // Some waits of the clients do not look at the token.
                return Task.Run(() => ask(limit.Token), limit.Token).WaitAsync(limit.Token).GetAwaiter().GetResult();
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                var (reason, mayHelp, isOfStore) = ReasonOf(error, limit.IsCancellationRequested);
                if (!mayHelp)
                    throw new StoreException(reason, isOfStore, error);
                if (tried >= Most)
                    throw new StoreException(tried > 1 ? $"{reason}, {tried} times" : reason, isOfStore, error);
            }
            cancellationToken.WaitHandle.WaitOne(Pause * Math.Pow(2, tried - 1));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private (string Reason, bool MayHelp, bool IsOfStore) ReasonOf(Exception error, bool isLate) =>
        error switch
        {
            AmazonServiceException { StatusCode: not 0 } e => ReasonOf(e.StatusCode, e.ErrorCode),
            RequestFailedException { Status: > 0 } e => ReasonOf((HttpStatusCode)e.Status, e.ErrorCode),
            ArgumentOutOfRangeException => ("the store's answer cannot be read", true, false),
            // How Amazon's client takes a redirect to a host that is none of S3's.
            ArgumentException => (Elsewhere, false, false),
            InvalidDataException e => (e.Message, false, false),
            _ when isLate || IsTimeout(error) => (
                FormattableString.Invariant($"the store did not answer within {Timeout.TotalSeconds:0.#} s"),
                true,
                true
            ),
            EndOfStreamException e => (e.Message, true, true),
            Azure.Identity.CredentialUnavailableException => (NoCredentials(error), false, true),
            AmazonClientException when error.Message.Contains("credential", StringComparison.OrdinalIgnoreCase) => (
                NoCredentials(error),
                false,
                true
            ),
            // Of what came: another hash than was announced.
            AmazonClientException => ($"what the store sent is damaged ({Line(error.Message)})", true, false),
            _ => ($"the store cannot be reached ({Line((error.InnerException ?? error).Message)})", true, true),
        };

    // A client's own limit may come first.
    private static bool IsTimeout(Exception error) =>
        error is OperationCanceledException or TimeoutException
        || (error.InnerException is { } inner && IsTimeout(inner));

    private static string NoCredentials(Exception error) =>
        $"there are no credentials for the store ({Line(error.Message)})";

    private static (string Reason, bool MayHelp, bool IsOfStore) ReasonOf(HttpStatusCode status, string? code) =>
        status switch
        {
            HttpStatusCode.NotFound => ("not found", false, false),
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => (
                $"the store refuses to give it ({code})",
                false,
                true
            ),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => (Elsewhere, false, false),
            _ => (
                $"the store answers {(int)status}{(code is null ? "" : $" {code}")}",
                status
                    is >= HttpStatusCode.InternalServerError
                        or HttpStatusCode.RequestTimeout
                        or HttpStatusCode.TooManyRequests,
                true
            ),
        };

    private static string Line(string text) => text.Split('\n')[0].Trim().TrimEnd('.');
}
