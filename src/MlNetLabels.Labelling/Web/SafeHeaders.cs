using Microsoft.AspNetCore.Http;

namespace MlNetLabels.Labelling.Web;

/// <summary>What every answer says of itself: nothing but this page may use it, and nothing keeps it.</summary>
internal static class SafeHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    private static readonly (string Name, string Value)[] s_headers =
    [
        ("Content-Security-Policy", Policy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cache-Control", "no-store"),
    ];

    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        foreach (var (name, value) in s_headers)
            http.Response.Headers[name] = value;
        return next(http);
    }
}
