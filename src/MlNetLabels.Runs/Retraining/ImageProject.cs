using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MlNetLabels.Backbones;
using MlNetLabels.Runs.Retraining;

namespace MlNetLabels.Runs;

/// <summary>
/// A folder with <c>mlnetlabels.json</c>, its runs and their registry: trained again whenever the images change, with the
/// better model as champion. Services follow the champion by the folder and the alias. Any number of processes may work
/// on one project.
/// </summary>
public sealed class ImageProject
{
    /// <summary>What the project's file is called.</summary>
    public const string FileName = ProjectFile.Name;

    private readonly ProjectPlaces _places;
    private readonly Registry _registry;

    private ImageProject(ProjectPlaces places) => (_places, _registry) = (places, new Registry(places));

    /// <summary>The project's folder.</summary>
    public string Folder => _places.Folder;

    /// <summary>The number of the run that is champion; null where none is.</summary>
    /// <exception cref="InvalidInputException">The registry is damaged.</exception>
    public string? Champion => _registry.NumberOf(Registry.Champion);

    /// <summary>Every change of the registry, oldest first.</summary>
    /// <exception cref="InvalidInputException">The registry is damaged.</exception>
    public IReadOnlyList<RegistryChange> History => _registry.Read().History;

    /// <summary>Opens a project.</summary>
    /// <param name="path">Its file, or its folder.</param>
    /// <exception cref="InvalidInputException">There is none, or its file cannot be used.</exception>
    public static ImageProject Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckPath(path);
        var project = new ImageProject(new ProjectPlaces(Directory.Exists(path) ? Path.Combine(path, FileName) : path));
        _ = project.Settings();
        return project;
    }

    /// <summary>Writes a project's file, with the schema that editors complete it by beside it.</summary>
    /// <exception cref="InvalidInputException">There is one already.</exception>
    public static ImageProject Create(string folder, ProjectSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(settings);
        CheckPath(folder);
        string file = Path.Combine(folder, FileName);
        if (File.Exists(file))
            throw new InvalidInputException(file, null, "there is one already; edit it, or name another folder.");
        // Before anything is written: a project that cannot run is none.
        using (Backbone.Load(new ProjectPlaces(file).ResolveBackbone(settings.Backbone))) { }
        Directory.CreateDirectory(folder);
        ProjectFile.Write(file, settings with { Schema = ProjectFile.SchemaName });
        return Open(file);
    }

    /// <summary>The JSON Schema of <c>mlnetlabels.json</c>.</summary>
    public static string JsonSchema() => ProjectFile.Schema();

    /// <summary>Why a value is none of a member's of <c>mlnetlabels.json</c>, to follow the member's name; null where it is.</summary>
    public static string? WhyWrong(string member, JsonNode? value)
    {
        ArgumentNullException.ThrowIfNull(member);
        return ProjectFile.WhyWrong(member, value);
    }

    /// <summary>What Model Builder's file says that has no counterpart, and what of our own does nothing.</summary>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    public IReadOnlyList<string> Notes => ProjectFile.Notes(_places.File);

    /// <summary>The members as they stand in the file.</summary>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    public JsonObject Members() => ProjectFile.Members(_places.File);

    /// <summary>All members: those given, those of the file, and what holds without being said.</summary>
    /// <param name="overrides">Members in place of the file's, by their names; null for none.</param>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    /// <exception cref="ArgumentException">An override is of no member, or none of its values.</exception>
    public JsonObject InForce(IReadOnlyDictionary<string, JsonNode?>? overrides = null) =>
        ProjectFile.All(ProjectFile.Read(_places.File, overrides));

    /// <summary>A path of the file, which is relative to its folder, in full; near: or far: before it stays.</summary>
    public string Resolve(string path) => _places.Resolve(path);

    /// <summary>The same of backbones, which may be names.</summary>
    public string ResolveBackbone(string backbone) => _places.ResolveBackbone(backbone);

    /// <summary>What a run is: champion, challenger, previous, several of them or none.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="InvalidInputException">The registry is damaged.</exception>
    public IReadOnlyList<string> AliasesOf(string number)
    {
        var content = _registry.Read();
        return
        [
            .. content.Aliases.Keys.Where(alias => content.NumberOf(alias) == number).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What the project's file says now.</summary>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    public ProjectSettings Settings() => ProjectFile.Read(_places.File);

    /// <summary>
    /// Reads the images, embeds those that are new, fits, judges, compares with the champion, and records the run. It
    /// becomes champion where the gates hold and the rule says so, else challenger.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// Settings or data cannot be used, or the data lost half of their images or a class.
    /// </exception>
    /// <exception cref="ArgumentException">An override is of no member, or none of its values.</exception>
    public RetrainResult Retrain(
        RetrainOptions? options = null,
        ILogger? log = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new();
        options.Embedding.Validate();
        var settings = ProjectFile.Read(_places.File, options.Overrides);
        ProjectFile.CheckPlaces(_places, settings, [.. options.Overrides.Keys]);
        var kept = new KeptLog(log ?? NullLogger.Instance);
        foreach (string note in Notes)
            kept.Note(note);
        using var context = new RunContext(LoadBackbone, options.Embedding, kept, progress, cancellationToken);
        return RetrainRun.Run(_places, settings, options, context, kept);

        Backbone LoadBackbone()
        {
            try
            {
                return Backbone.Load(_places.ResolveBackbone(settings.Backbone));
            }
            catch (InvalidInputException error) when (!options.Overrides.ContainsKey("backbone"))
            {
                throw new InvalidInputException(_places.File, null, $"backbone: {error.Message}", error);
            }
        }
    }

    /// <summary>The whole runs, oldest first.</summary>
    /// <exception cref="InvalidInputException">One is damaged.</exception>
    public IReadOnlyList<RunRecord> Runs() =>
        [.. RunFolder.Numbers(_places).Where(x => RunFolder.IsWhole(_places, x)).Select(Run)];

    /// <summary>One run.</summary>
    /// <param name="name">Its number, or an alias.</param>
    /// <exception cref="InvalidInputException">There is no such run, or it is damaged.</exception>
    public RunRecord Run(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // 7 is 0007.
        string number = name.All(char.IsAsciiDigit) ? name.PadLeft(4, '0') : name;
        return RunFolder.Read(_places, RunFolder.IsNumber(number) ? number : _registry.NumberOf(name) ?? name);
    }

    /// <summary>Makes a run champion, whatever the rule says; who was is previous.</summary>
    /// <exception cref="InvalidInputException">There is no such run.</exception>
    public RunRecord Promote(string name, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        var run = Run(name);
        _registry.Change(content =>
            content.NumberOf(Registry.Champion) == run.Number ? content : content.Promote(run.Number, reason)
        );
        return run;
    }

    /// <summary>Makes the run champion again that was before.</summary>
    /// <exception cref="InvalidInputException">None was.</exception>
    public RunRecord Rollback(string reason)
    {
        RunRecord? run = null;
        _registry.Change(content =>
        {
            run = RunFolder.Read(
                _places,
                content.NumberOf(Registry.Previous)
                    ?? throw new InvalidInputException(
                        _places.Registry,
                        null,
                        "no run was champion before; name one with 'runs promote'."
                    )
            );
            return content.Promote(run.Number, reason);
        });
        return run!;
    }

    /// <summary>Removes old runs, but none that an alias means.</summary>
    /// <param name="keep">How many of the latest stay.</param>
    /// <returns>The numbers of those removed.</returns>
    public IReadOnlyList<string> Prune(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        string[] removed = [];
        _registry.Change(content =>
        {
            string?[] named = [.. content.Aliases.Keys.Select(content.NumberOf)];
            string[] whole = [.. RunFolder.Numbers(_places).Where(x => RunFolder.IsWhole(_places, x))];
            removed = [.. whole.SkipLast(keep).Except(named).OfType<string>()];
            foreach (string number in removed)
                Directory.Delete(Path.Combine(_places.Runs, number), recursive: true);
            return content;
        });
        return removed;
    }

    /// <summary>Holds what is there against what was recorded.</summary>
    /// <returns>A sentence for each thing that is wrong; empty where nothing is.</returns>
    public IReadOnlyList<string> Verify()
    {
        var wrong = new List<string>();
        Try(() => _ = _registry.Read());
        Try(() => _ = SeenImages.Read(_places.Seen));
        foreach (string number in RunFolder.Numbers(_places))
            if (RunFolder.IsWhole(_places, number))
                Try(() => CheckBundle(Run(number)));
            else
                wrong.Add(
                    $"runs/{number} is half a run: it goes on, or was killed, and the next 'retrain' removes it."
                );
        return wrong;

        void Try(Action check)
        {
            try
            {
                check();
            }
            catch (InvalidInputException error)
            {
                wrong.Add(error.Message);
            }
        }
    }

    private static void CheckPath(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new InvalidInputException(path, null, "this is no path: a character of it has the code 0.");
    }

    private static void CheckBundle(RunRecord run)
    {
        using var bundle = File.OpenRead(run.ModelFile);
        if (Convert.ToHexStringLower(SHA256.HashData(bundle)) != run.BundleSha256)
            throw new InvalidInputException(run.ModelFile, null, "it is not the bundle that this run wrote.");
    }
}
