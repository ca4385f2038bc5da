using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNetLabels.Cli.Serving;

/// <summary>
/// Lets in who sends a known key: in <c>X-API-Key</c>, in Custom Vision's <c>Prediction-Key</c>, or as a bearer token.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logging,
    UrlEncoder encoder,
    ApiKeys keys
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logging, encoder)
{
    public const string SchemeName = "ApiKey",
        AdminRole = "admin";

    private const string Bearer = "Bearer ";

    private const int LongestKey = 512;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Given(Request.Headers) is not { Length: > 0 and <= LongestKey } given)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (keys.Find(given) is not { } caller)
            return Task.FromResult(AuthenticateResult.Fail("The key is unknown."));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], SchemeName);
        if (caller.IsAdmin)
            identity.AddClaim(new Claim(ClaimTypes.Role, AdminRole));
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName)));
    }

    private static string? Given(IHeaderDictionary headers)
    {
        foreach (string name in new[] { "X-API-Key", "Prediction-Key" })
            if (headers[name].ToString() is { Length: > 0 } key)
                return key;
        string authorization = headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : null;
    }
}
