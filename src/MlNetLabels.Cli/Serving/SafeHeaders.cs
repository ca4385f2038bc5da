using Microsoft.AspNetCore.Builder;

namespace MlNetLabels.Cli.Serving;

/// <summary>Headers that OWASP's REST cheat sheet asks for; what says its own keeps it.</summary>
internal static class SafeHeaders
{
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    private static readonly (string Name, string Value)[] s_headers =
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()"),
        ("Cache-Control", "no-store"),
    ];

    public static void Use(IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                http.Response.OnStarting(() =>
                {
                    foreach (var (name, value) in s_headers)
                        http.Response.Headers.TryAdd(name, value);
                    bool isBrowser = http.Request.Path.StartsWithSegments(Documents.Page);
                    http.Response.Headers.TryAdd("Content-Security-Policy", isBrowser ? Documents.Policy : Nothing);
                    return Task.CompletedTask;
                });
                return next(http);
            }
        );
}
