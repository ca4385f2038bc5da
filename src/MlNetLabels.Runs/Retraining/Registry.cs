using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetLabels.Data;

namespace MlNetLabels.Runs.Retraining;

/// <summary>
/// <c>registry.json</c>: which run an alias means, and how it came to that. Written in one step under a lock, so that
/// readers, among them services that follow an alias, see the old one or the new one, whoever writes or dies.
/// </summary>
internal sealed class Registry(ProjectPlaces places)
{
    public const string Champion = "champion",
        Challenger = "challenger",
        Previous = "previous";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Aliases { get; } = [Champion, Challenger, Previous];

    private const int CurrentVersion = 1;

    private const long MostBytes = 16 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30),
        s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>What it says now; an empty one where there is none yet.</summary>
    /// <exception cref="InvalidInputException">It is damaged, of a later version, or an alias leads nowhere.</exception>
    public RegistryContent Read()
    {
        if (!File.Exists(places.Registry))
            return new RegistryContent();
        try
        {
            byte[] json = InputFile.ReadBytes(places.Registry, MostBytes);
            InputJson.Check(json);
            var content =
                JsonSerializer.Deserialize(json, RegistryJson.Default.RegistryContent)
                ?? throw new JsonException("it is null");
            Check(content);
            return content;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                places.Registry,
                (int?)error.LineNumber + 1,
                $"is damaged ({InputJson.Reason(error)}). Restore it from a backup, or remove it and promote a run again.",
                error
            );
        }
    }

    /// <summary>The number of the run that an alias means; null for none.</summary>
    public string? NumberOf(string alias) => Read().NumberOf(alias);

    /// <summary>Changes it while nobody else does.</summary>
    /// <param name="change">Gets what it says now, and says what it shall say; the same object changes nothing.</param>
    /// <param name="cancellationToken">Stops waiting for others.</param>
    public RegistryContent Change(
        Func<RegistryContent, RegistryContent> change,
        CancellationToken cancellationToken = default
    )
    {
        using var held = Hold(cancellationToken);
        var before = Read();
        var after = change(before);
        if (!ReferenceEquals(before, after))
            AtomicFile.Write(
                places.Registry,
                stream => JsonSerializer.Serialize(stream, after, RegistryJson.Readable.RegistryContent)
            );
        return after;
    }

    /// <summary>Keeps all others from changing it until the file is closed, which the end of a process does, too.</summary>
    /// <exception cref="IOException">Somebody else holds it for long.</exception>
    public FileStream Hold(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(places.Folder);
        for (var waited = TimeSpan.Zero; ; waited += s_pause)
            try
            {
                return new FileStream(places.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (Directory.Exists(places.Folder))
            {
                if (waited > s_patience)
                    throw new IOException(
                        $"{places.Lock}: another process has been changing the registry for {s_patience.TotalSeconds} s "
                            + $"({error.Message}). Try again when it is done.",
                        error
                    );
                if (cancellationToken.WaitHandle.WaitOne(s_pause))
                    throw new OperationCanceledException(cancellationToken);
            }
    }

    private void Check(RegistryContent content)
    {
        if (content.Version > CurrentVersion)
            throw Wrong(
                $"it is of version {content.Version}, but this program knows {CurrentVersion}. Install a newer one."
            );
        foreach (var (alias, path) in content.Aliases)
        {
            string number = Path.GetFileName(path);
            if (path != $"runs/{number}" || !RunFolder.IsNumber(number))
                throw Wrong($"alias '{alias}' is '{path}'; it must name a run, such as runs/0007.");
            if (!RunFolder.IsWhole(places, number))
                throw Wrong(
                    $"alias '{alias}' names {path}, which is not there, or only half there. Restore it, or name another with "
                        + "'runs promote'."
                );
        }
    }

    private InvalidInputException Wrong(string what) => new(places.Registry, null, what);
}

/// <summary>What the registry says.</summary>
internal sealed record RegistryContent
{
    // Set, not initialised: members that a file lacks keep what is said here.
    /// <summary>Version of the outline.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Paths of runs by alias.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; set; } = new Dictionary<string, string>();

    /// <summary>Every change, oldest first.</summary>
    public IReadOnlyList<RegistryChange> History { get; set; } = [];

    /// <summary>This with an alias that means another run, or none.</summary>
    public RegistryContent With(RegistryChange change)
    {
        var aliases = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (alias, path) in Aliases)
            aliases[alias] = path;
        if (change.Run is null)
            aliases.Remove(change.Alias);
        else
            aliases[change.Alias] = $"runs/{change.Run}";
        return this with { Aliases = aliases, History = [.. History, change] };
    }

    /// <summary>The number of the run that an alias means; null for none.</summary>
    public string? NumberOf(string alias) =>
        Aliases.GetValueOrDefault(alias) is { } path ? Path.GetFileName(path) : null;

    /// <summary>Numbers of all runs that it tells of.</summary>
    [JsonIgnore]
    public IEnumerable<string> Numbers =>
        History.SelectMany(x => new[] { x.Run, x.From }).OfType<string>().Where(RunFolder.IsNumber);

    /// <summary>This after a run: it is champion, and who was is previous; or it is challenger.</summary>
    public RegistryContent After(RunRecord run) =>
        run.Promoted ? Promote(run.Number, run.Reason) : With(Change(Registry.Challenger, run.Number, run.Reason));

    /// <summary>This with another champion; who was is previous, and a challenger that rose is none any more.</summary>
    public RegistryContent Promote(string number, string reason)
    {
        var content = this;
        if (NumberOf(Registry.Champion) is { } now)
            content = content.With(content.Change(Registry.Previous, now, reason));
        if (NumberOf(Registry.Challenger) == number)
            content = content.With(content.Change(Registry.Challenger, null, reason));
        return content.With(content.Change(Registry.Champion, number, reason));
    }

    private RegistryChange Change(string alias, string? run, string reason) =>
        new(DateTimeOffset.UtcNow, alias, run, NumberOf(alias), reason);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(RegistryContent))]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    /// <summary>For people to read: + and letters of all languages as they are.</summary>
    public static RegistryJson Readable =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
