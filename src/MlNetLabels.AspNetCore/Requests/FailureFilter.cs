using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>Turns what went wrong into an answer of a protocol's own shape.</summary>
/// <param name="shape">The answer to a failure.</param>
internal sealed class FailureFilter(Func<Failure, IResult> shape) : IEndpointFilter
{
    /// <summary>RFC 9457's.</summary>
    public static FailureFilter ProblemDetails { get; } =
        new(failure => TypedResults.Problem(failure.Reason, statusCode: failure.Status));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error)
        {
            var http = context.HttpContext;
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("MlNetLabels.AspNetCore");
            var failure = Failure.Of(error, http, log);
            failure.AddTo(http.Response.Headers);
            return shape(failure);
        }
    }
}
