using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace MlNetLabels.Cli.Serving;

/// <summary>What callers may cost: connections, time for headers, bodies, and requests a second.</summary>
internal static class Limits
{
    private const int MostConnections = 10_000;

    // Beyond them, those that are being told so.
    private const int MostRefused = 1000;

    // Of what brings no image; those that do say their own.
    private const long UsualBody = 64 << 10;

    private static readonly TimeSpan s_headers = TimeSpan.FromSeconds(15);

    public static void Add(WebApplicationBuilder builder, ServeOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections + MostRefused;
            kestrel.Limits.MaxRequestBodySize = UsualBody;
            kestrel.Limits.RequestHeadersTimeout = s_headers;
            var connections = new ConnectionLimit(MostConnections);
            kestrel.ConfigureEndpointDefaults(endpoint =>
                endpoint.Use(next => connection => connections.HandleAsync(connection, next))
            );
        });
        if (options.RateInForce > 0)
            builder.Services.AddRateLimiter(limiter => Configure(limiter, options.RateInForce));
    }

    private static void Configure(RateLimiterOptions limiter, int rate)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            RateLimitPartition.GetTokenBucketLimiter(
                http.User.Identity?.Name ?? http.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = rate,
                    TokensPerPeriod = rate,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }
            )
        );
        limiter.OnRejected = async (rejected, cancellationToken) =>
        {
            var http = rejected.HttpContext;
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known)
                ? known
                : TimeSpan.FromSeconds(1);
            http.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
            await TypedResults
                .Problem(
                    $"There were more than {rate} requests a second.",
                    statusCode: StatusCodes.Status429TooManyRequests
                )
                .ExecuteAsync(http);
        };
    }
}
