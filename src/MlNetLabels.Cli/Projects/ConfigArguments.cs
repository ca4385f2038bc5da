using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Projects;

/// <summary>
/// What a project's file says, as arguments of the verbs that have options of those names: an option that is given wins.
/// </summary>
internal static class ConfigArguments
{
    public const string Option = "--config";

    private const string Model = "--model";

    // What the verbs take from the file. All others have no use for it, or mean something else by the same words.
    private static readonly Dictionary<string, Func<ProjectMember, bool>> s_verbs = new(StringComparer.Ordinal)
    {
        ["train"] = _ => true,
        // Its --gates are a file, too: the object itself will do.
        ["evaluate"] = _ => true,
        ["embed"] = x => x.Key == "backbone",
        ["backbones compare"] = x => x.Key != "backbone",
        ["predict"] = _ => false,
        ["monitor"] = _ => false,
        // What is labelled already, and the champion is what is to become better.
        ["suggest"] = x => x.Key == "backbone" || s_ofData.Contains(x.Key),
        // The champion's order and guesses; what is to be labelled is named.
        ["label"] = _ => false,
        ["export"] = _ => false,
        ["serve"] = _ => false,
        ["bundle verify"] = _ => false,
    };

    // They describe the file's own data: of no use for others.
    private static readonly string[] s_ofData =
    [
        "data",
        "dataFormat",
        "images",
        "fileColumn",
        "labelColumn",
        "labelColumns",
        "ignoreColumns",
        "classes",
        "oneClass",
        "corrections",
    ];

    // An option that stands in for those of members.
    private static readonly (string Given, string Member)[] s_instead =
    [
        ("--label-column", "labelColumns"),
        ("--label-columns", "labelColumn"),
        ("--class-weights", "balanced"),
    ];

    /// <summary>Gives <c>--config</c> to the verbs that take from the file.</summary>
    public static void AddOption(Command root)
    {
        foreach (var (path, command) in Verbs(root, []))
            if (s_verbs.ContainsKey(path))
                command.Options.Add(ProjectOptionSet.Config());
    }

    /// <summary>The arguments with what the file says in front of them, right behind the verb.</summary>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public static IReadOnlyList<string> Expand(Command root, IReadOnlyList<string> arguments)
    {
        // Most calls are of no project: they are parsed once.
        if (!arguments.Any(x => x.StartsWith(Option, StringComparison.Ordinal)) && !File.Exists(ImageProject.FileName))
            return arguments;
        ParseResult parsed;
        try
        {
            parsed = root.Parse(arguments, Usage.Parser);
        }
        // A text that is no value of its option: told when it is parsed to be run.
        catch (InvalidOperationException)
        {
            return arguments;
        }
        var command = parsed.CommandResult.Command;
        if (
            Verbs(root, []).FirstOrDefault(x => x.Command == command).Path is not { } verb
            || !s_verbs.TryGetValue(verb, out var takes)
            || arguments.Any(x => x is "--help" or "-h" or "-?")
        )
            return arguments;
        string? named = ValueOf(parsed, Option);
        if (
            named is not null && string.IsNullOrWhiteSpace(named)
            || (named is null && !File.Exists(ImageProject.FileName))
        )
            return arguments;
        bool IsGiven(string option) =>
            command.Options.FirstOrDefault(x => x.Name == option) is { } found
            && parsed.GetResult(found) is { Implicit: false };
        bool hasOwnData = IsGiven("--data") || IsGiven("--embeddings");
        ProjectMember[] wanted =
        [
            .. ProjectMember.All.Where(x =>
                takes(x)
                && command.Options.Any(option => option.Name == x.Option)
                && !IsGiven(x.Option)
                && !(hasOwnData && s_ofData.Contains(x.Key))
                && !s_instead.Any(pair => pair.Member == x.Key && IsGiven(pair.Given))
            ),
        ];
        bool needsModel = verb switch
        {
            "train" or "embed" or "backbones compare" => false,
            "bundle verify" => parsed.CommandResult.Tokens.Count == 0,
            "serve" => !IsGiven(Model) && !IsGiven("--settings") && !IsGiven("--registry"),
            _ => !IsGiven(Model),
        };
        if (wanted.Length == 0 && !needsModel && named is null)
            return arguments;
        var project = ImageProject.Open(named ?? ImageProject.FileName);
        var members = project.Members();
        var (added, said) = (new List<string>(), new List<string>());
        // The model that suggest is about has its own.
        bool hasModel = verb == "suggest" && (IsGiven(Model) || project.Champion is not null);
        // Of images that nobody has labelled yet there is nothing to learn from.
        bool isUnlabelled =
            verb == "suggest"
            && (string?)members["data"] is { } data
            && UnlabelledFolder.Count(project.Resolve(data)) > 0;
        foreach (var member in wanted)
        {
            if (hasModel && member.Key == "backbone" || isUnlabelled && s_ofData.Contains(member.Key))
                continue;
            string[] words = [.. member.Arguments(members[member.Key], project)];
            added.AddRange(words);
            if (words.Length > 0)
                said.Add(member.Option);
        }
        if (needsModel && project.Champion is { } champion)
        {
            string bundle = project.Run(champion).ModelFile;
            added.AddRange(
                verb switch
                {
                    "serve" => ["--registry", project.Folder],
                    "bundle verify" => [bundle],
                    _ => [Model, bundle],
                }
            );
            said.Add($"the model of run {champion}, the champion");
        }
        foreach (string note in project.Notes)
            StandardError.Note(note);
        if (said.Count > 0)
            StandardError.WriteLine($"From {named ?? ImageProject.FileName}: {string.Join(", ", said)}.");
        int at = verb.Count(c => c == ' ') + 1;
        return [.. arguments.Take(at), .. added, .. arguments.Skip(at)];
    }

    private static string? ValueOf(ParseResult parsed, string option) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(x => x.Name == option) is { } found
        && parsed.GetResult(found) is { Tokens: [var token, ..] }
            ? token.Value
            : null;

    private static IEnumerable<(string Path, Command Command)> Verbs(Command command, IReadOnlyList<string> path) =>
        command.Subcommands.SelectMany(x =>
        {
            string[] names = [.. path, x.Name];
            return Verbs(x, names).Prepend((string.Join(' ', names), x));
        });
}
