using System.Buffers.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Tokens;
using MlNetLabels.Data;
using MlNetLabels.Hosting;

namespace MlNetLabels.Cli.Serving;

/// <summary>
/// Whether a file of settings says what somebody reads, beyond the models' own, which their options check: what is
/// misspelt would be passed over in silence, and a door be open.
/// </summary>
internal static class SettingNames
{
    private const string Models = MlNetLabelsOptions.SectionName,
        Authentication = "Authentication",
        Schemes = "Schemes",
        Bearer = JwtBearerDefaults.AuthenticationScheme,
        SigningKeys = "SigningKeys";

    private static readonly string[] s_where = ["Urls", "Kestrel"],
        s_log = ["Path", "MaxRows", "MaxBytes", "KeepImages"],
        s_keys = ["Authority", "MetadataAddress", SigningKeys],
        // What ASP.NET Core reads there.
        s_bearer =

        [
            .. s_keys,
            nameof(TokenValidationParameters.ValidIssuer),
            nameof(TokenValidationParameters.ValidIssuers),
            nameof(TokenValidationParameters.ValidAudience),
            nameof(TokenValidationParameters.ValidAudiences),
            nameof(JwtBearerOptions.AutomaticRefreshInterval),
            nameof(JwtBearerOptions.BackchannelTimeout),
            nameof(JwtBearerOptions.Challenge),
            nameof(JwtBearerOptions.ForwardAuthenticate),
            nameof(JwtBearerOptions.ForwardChallenge),
            nameof(JwtBearerOptions.ForwardDefault),
            nameof(JwtBearerOptions.ForwardForbid),
            nameof(JwtBearerOptions.ForwardSignIn),
            nameof(JwtBearerOptions.ForwardSignOut),
            nameof(JwtBearerOptions.IncludeErrorDetails),
            nameof(JwtBearerOptions.MapInboundClaims),
            nameof(JwtBearerOptions.RefreshInterval),
            nameof(JwtBearerOptions.RefreshOnIssuerKeyNotFound),
            nameof(JwtBearerOptions.RequireHttpsMetadata),
            nameof(JwtBearerOptions.SaveToken),
        ];

    /// <param name="file">The file.</param>
    /// <param name="settings">What stands in it.</param>
    /// <param name="saysWhere">Whether it would be taken to say where to listen, which nothing else does.</param>
    /// <exception cref="InvalidInputException">A name is unknown, or a value is none of its setting's.</exception>
    public static void Check(string file, IConfiguration settings, bool saysWhere)
    {
        // Sections of other programs may stand beside them.
        string[] sections = [.. settings.GetChildren().Select(section => section.Key)];
        foreach (string section in new[] { Models, Authentication })
            if (
                !sections.Contains(section, StringComparer.OrdinalIgnoreCase)
                && Suggestion.Nearest(section, sections) is { } near
            )
                throw new InvalidInputException(file, null, $"'{near}' is read by nobody. Did you mean {section}?");
        if (saysWhere && s_where.FirstOrDefault(name => settings.GetSection(name).Exists()) is { } where)
            throw new InvalidInputException(
                file,
                null,
                $"'{where}' is not read here; give --urls to say where to listen."
            );
        CheckLog(file, settings.GetSection($"{Models}:Log"));
        CheckTokens(file, settings.GetSection(Authentication));
    }

    private static void CheckLog(string file, IConfigurationSection log)
    {
        if (log.Value is { Length: > 0 } text)
            throw new InvalidInputException(
                file,
                null,
                $"{log.Path} is '{text}'; give an object, such as {{ \"Path\": \"{text}\" }}."
            );
        CheckNames(file, log, s_log);
    }

    private static void CheckTokens(string file, IConfigurationSection authentication)
    {
        if (!IsGiven(authentication))
            return;
        CheckNames(file, authentication, [Schemes, "DefaultScheme"]);
        var schemes = authentication.GetSection(Schemes);
        CheckNames(file, schemes, [Bearer]);
        var bearer = schemes.GetSection(Bearer);
        CheckNames(file, bearer, s_bearer);
        if (!s_keys.Any(key => IsGiven(bearer.GetSection(key))))
            throw new InvalidInputException(
                file,
                null,
                $"{bearer.Path} says not whose tokens are good: give it one of {string.Join(", ", s_keys)}."
            );
        CheckKeys(file, bearer);
    }

    // ASP.NET Core takes the one key of an issuer that is named, and passes over any other.
    private static void CheckKeys(string file, IConfigurationSection bearer)
    {
        var keys = bearer.GetSection(SigningKeys);
        string?[] issuers =
        [
            bearer[nameof(TokenValidationParameters.ValidIssuer)],
            .. bearer.GetSection(nameof(TokenValidationParameters.ValidIssuers)).GetChildren().Select(x => x.Value),
        ];
        if (keys.Value is { Length: > 0 } text)
            throw new InvalidInputException(
                file,
                null,
                $"{keys.Path} is '{text}'; give a list, such as [{{ \"Issuer\": \"us\", \"Value\": \"the key in base64\" }}]."
            );
        foreach (var key in keys.GetChildren())
        {
            if (key["Issuer"] is not { } issuer || !issuers.Contains(issuer))
                throw new InvalidInputException(
                    file,
                    null,
                    $"{key.Path}:Issuer is '{key["Issuer"]}'; give one that {bearer.Path} names as ValidIssuer or in ValidIssuers."
                );
            if (key["Value"] is not { Length: > 0 } value || !Base64.IsValid(value))
                throw new InvalidInputException(file, null, $"{key.Path}:Value is to be the key in base64.");
        }
    }

    // Of an object without members there is a section, too, with an empty value.
    private static bool IsGiven(IConfigurationSection section) =>
        section.Value is not null || section.GetChildren().Any();

    private static void CheckNames(string file, IConfigurationSection section, string[] known)
    {
        foreach (var given in section.GetChildren())
            if (!known.Contains(given.Key, StringComparer.OrdinalIgnoreCase))
                throw new InvalidInputException(
                    file,
                    null,
                    $"{section.Path}: '{given.Key}' is no setting.{Suggestion.For(given.Key, known)} There are "
                        + $"{string.Join(", ", known)}."
                );
    }
}
