using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MlNetLabels.Cli.Serving;

/// <summary>Who may call: keys, bearer tokens, or anybody.</summary>
internal static class Callers
{
    public const string AdminPolicy = "admin";

    private const string TokenSection = "Authentication:Schemes:" + JwtBearerDefaults.AuthenticationScheme;

    public static bool HasTokens(IConfiguration configuration) => configuration.GetSection(TokenSection).Exists();

    /// <summary>Adds what the options and the settings name; false where anybody may call.</summary>
    public static bool Add(IServiceCollection services, ServeOptions options, IConfiguration configuration)
    {
        List<string> schemes = [];
        var authentication = services.AddAuthentication();
        // It would write keys of its own to the user's folder, for cookies that there are none of.
        foreach (
            var service in services.Where(x => x.ImplementationType?.Name == "DataProtectionHostedService").ToArray()
        )
            services.Remove(service);
        if (!options.Keys.IsEmpty)
        {
            schemes.Add(ApiKeyHandler.SchemeName);
            services.AddSingleton(options.Keys);
            authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        }
        if (HasTokens(configuration))
        {
            schemes.Add(JwtBearerDefaults.AuthenticationScheme);
            authentication.AddJwtBearer();
        }
        var authorization = services.AddAuthorizationBuilder();
        if (schemes.Count == 0)
            return false;
        authorization
            .SetDefaultPolicy(new AuthorizationPolicyBuilder([.. schemes]).RequireAuthenticatedUser().Build())
            .AddPolicy(
                AdminPolicy,
                new AuthorizationPolicyBuilder([.. schemes])
                    .RequireAuthenticatedUser()
                    .RequireRole(ApiKeyHandler.AdminRole)
                    .Build()
            );
        return true;
    }

    /// <summary>Asks for a caller where callers are known.</summary>
    public static IEndpointConventionBuilder For(
        this IEndpointConventionBuilder endpoints,
        bool areKnown,
        string? policy = null
    )
    {
        if (areKnown)
            _ = policy is null ? endpoints.RequireAuthorization() : endpoints.RequireAuthorization(policy);
        return endpoints;
    }
}
