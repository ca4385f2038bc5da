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

    /// <summary>Where to listen, several with ; between; null for where it usually does.</summary>
    public string? Urls { get; init; }

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

    public IReadOnlyList<ListenAddress> Addresses =>
        [
            .. (Urls ?? UsualUrls)
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(ListenAddress.Parse),
        ];

    /// <summary>Whether nobody else than this machine reaches any of the addresses.</summary>
    public bool IsLocal => Addresses.All(address => address.IsLocal);

    public int RateInForce => Rate ?? (IsLocal ? 0 : RateOfStrangers);

    /// <summary>Makes sure that nobody is let in by oversight.</summary>
    /// <param name="hasTokens">Whether the settings ask for bearer tokens.</param>
    /// <exception cref="SetUpException">An address is none, or open to others without a word that it is meant so.</exception>
    public void Check(bool hasTokens)
    {
        if (Addresses.FirstOrDefault(address => !address.IsLocal) is { } open && Keys.IsEmpty && !hasTokens && !IsOpen)
            throw new SetUpException(
                $"--urls {open} can be reached by others, and nothing asks who they are: give --keys, bearer tokens "
                    + "in --settings, or --open if anybody may call."
            );
        if (Addresses.Count == 0)
            throw new SetUpException("--urls names no address.");
        if (Addresses.GroupBy(address => address).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new SetUpException($"--urls names {twice.Key} twice; leave one out.");
        if (IsOpen && (IsLocal || !Keys.IsEmpty || hasTokens))
            throw new SetUpException(
                IsLocal
                    ? "--open is for --urls that others reach, and nobody else reaches these; leave it out."
                    : "--open lets anybody call, and --keys or bearer tokens ask who does; give one of them."
            );
    }
}
