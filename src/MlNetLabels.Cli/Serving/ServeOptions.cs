using System.Net;

namespace MlNetLabels.Cli.Serving;

/// <summary>What is served, where, and to whom.</summary>
internal sealed record ServeOptions
{
    public const string UsualUrls = "http://127.0.0.1:8080";

    // What one caller may do each second where anybody may come.
    private const int RateOfStrangers = 100;

    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Folder of a project, whose champion is served; null for none.</summary>
    public string? Registry { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string> Trust { get; init; } = [];

    public string Urls { get; init; } = UsualUrls;

    public ApiKeys Keys { get; init; } = ApiKeys.None;

    public bool IsOpen { get; init; }

    /// <summary>Requests a second of one caller, 0 for any number; null for what suits the addresses.</summary>
    public int? Rate { get; init; }

    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    public string? Settings { get; init; }

    public bool Page { get; init; } = true;

    /// <summary>The log of predictions; null for what the settings say.</summary>
    public string? Log { get; init; }

    /// <summary>Whether the log keeps images, whatever the settings say.</summary>
    public bool LogImages { get; init; }

    public bool Verbose { get; init; }

    public IReadOnlyList<string> Addresses =>
        Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether nobody else than this machine reaches any of the addresses.</summary>
    public bool IsLocal => Addresses.All(address => IsLoopback(Parse(address)));

    public int RateInForce => Rate ?? (IsLocal ? 0 : RateOfStrangers);

    /// <summary>Makes sure that nobody is let in by oversight.</summary>
    /// <param name="hasTokens">Whether the settings ask for bearer tokens.</param>
    /// <exception cref="SetUpException">An address is none, or open to others without a word that it is meant so.</exception>
    public void Check(bool hasTokens)
    {
        foreach (string address in Addresses)
        {
            var uri = Parse(address);
            if (!IsLoopback(uri) && Keys.IsEmpty && !hasTokens && !IsOpen)
                throw new SetUpException(
                    $"--urls {address} can be reached by others, and nothing asks who they are: give --keys, bearer tokens "
                        + "in --settings, or --open if anybody may call."
                );
        }
        if (Addresses.Count == 0)
            throw new SetUpException("--urls names no address.");
        if (IsOpen && (IsLocal || !Keys.IsEmpty || hasTokens))
            throw new SetUpException(
                IsLocal
                    ? "--open is for --urls that others reach, and nobody else reaches these; leave it out."
                    : "--open lets anybody call, and --keys or bearer tokens ask who does; give one of them."
            );
    }

    private static Uri Parse(string address)
    {
        // What stands for every address of the machine is no host of an address.
        string plain = address
            .Replace("//*", "//0.0.0.0", StringComparison.Ordinal)
            .Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new SetUpException($"--urls has '{address}'; give an address such as {UsualUrls}.");
        return uri.Scheme == "http"
            ? uri
            : throw new SetUpException($"--urls has '{address}'; give http, and let a proxy before it speak https.");
    }

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost"
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
