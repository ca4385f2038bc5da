using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Submitting;
using MlNetLabels.Data;

namespace MlNetLabels.Cli;

/// <summary>Parses arguments so that every wrong one is a usage error: its reason, where to get help, exit code 2.</summary>
internal static class Usage
{
    private const int MostVerbs = 3;

    // How the parser's own words on a stray argument begin.
    private const string Stray = "Unrecognized command or argument";

    // @file.png is a file like any other, and not a list of arguments to read.
    internal static ParserConfiguration Parser { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>What was asked for; null where it is wrong, once that was said.</summary>
    public static ParseResult? Parse(Command root, IReadOnlyList<string> arguments)
    {
        try
        {
            var parsed = root.Parse(arguments, Parser);
            if (parsed.Action is not ParseErrorAction && !IsHelpOfNothing(parsed))
                return parsed;
            Refuse(Reasons(parsed, arguments), parsed.CommandResult.Command);
        }
        // Validators and parsers that ask for the value of an option get this where its text is no such value.
        catch (InvalidOperationException error)
        {
            Refuse([error.Message], Named(root, arguments));
        }
        return null;
    }

    // Help is given whatever else is wrong, but not of a command that there is not.
    private static bool IsHelpOfNothing(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0
        && parsed.CommandResult.Command.Subcommands.Count > 0
        && parsed.CommandResult.Command.Options.OfType<HelpOption>().Any(help => help.Action == parsed.Action);

    /// <summary>Makes an empty text an error for every option and argument of a command and of those below it.</summary>
    public static void RefuseEmpty(Command command)
    {
        foreach (var option in command.Options)
            option.Validators.Add(result => RefuseEmpty(result, result.Tokens, option.Name));
        foreach (var argument in command.Arguments)
            argument.Validators.Add(result =>
            {
                RefuseEmpty(result, result.Tokens, argument.Name);
                RefuseMisspelt(result);
            });
        foreach (var inner in command.Subcommands)
            RefuseEmpty(inner);
    }

    // What is unknown alone: what else was said is often not true then.
    private static IEnumerable<string> Reasons(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens],
            verbs = [.. command.Subcommands.Select(c => c.Name)];
        if (verbs.Length > 0)
            return
            [
                unknown.Length == 0 ? $"Name a command: {string.Join(", ", verbs)}."
                : IsOption(unknown[0]) ? NoOption(unknown[0], parsed.CommandResult)
                : $"There is no command '{unknown[0]}'.{Below(command, unknown[0]) ?? Known(command, unknown[0], verbs)}",
            ];
        // An argument takes for its own what is no option here; what follows that is stray for this reason alone.
        string[] options =
        [
            .. parsed
                .CommandResult.Children.OfType<ArgumentResult>()
                .SelectMany(CallArgument.OwnWords)
                .Where(word => !Path.Exists(word))
                .Concat(unknown)
                .Where(IsOption),
        ];
        if (options.Length > 0)
            return options.Select(name => NoOption(name, parsed.CommandResult));
        var reasons = parsed.Errors.Select(e => Missing(e.Message, command) ?? Repeated(e) ?? e.Message);
        return unknown.Length > 0
            ? reasons
                .Where(x => !x.StartsWith(Stray, StringComparison.Ordinal))
                .Prepend(StrayWords.Reason(unknown, command, arguments))
            : reasons;
    }

    // With what it is, as most calls lack no more than one.
    private static string? Missing(string message, Command command) =>
        command
            .Options.Cast<Symbol>()
            .Concat(command.Arguments)
            .FirstOrDefault(x =>
                message == $"Option '{x.Name}' is required."
                || message.StartsWith($"Required argument '{x.Name}' missing", StringComparison.Ordinal)
            )
            is { } symbol
            ? $"{symbol.Name} is missing. {symbol.Description}"
        : command.Options.FirstOrDefault(x =>
            message.StartsWith($"Required argument missing for option: '{x.Name}'", StringComparison.Ordinal)
        )
            is { } option
            ? $"{option.Name} has no value. {option.Description}"
        : null;

    private static string? Repeated(ParseError error) =>
        error.SymbolResult is OptionResult { IdentifierTokenCount: > 1, Option: var option } given
        && error.Message.Contains("expects a single argument", StringComparison.Ordinal)
            ? $"{option.Name} is given {given.IdentifierTokenCount} times ({string.Join(", ", given.Tokens.Select(x => x.Value))}); "
                + "give it once."
            : null;

    // All, where they are few.
    private static string Known(Command command, string name, string[] verbs) =>
        Suggestion.For(name, verbs) is { Length: > 0 } near ? near
        : command is RootCommand ? ""
        : $" There are {string.Join(", ", verbs)}.";

    // As in describe, which is data describe.
    private static string? Below(Command command, string name) =>
        command.Subcommands.FirstOrDefault(verb => verb.Subcommands.Any(inner => inner.Name == name)) is { } verb
            ? $" Did you mean {verb.Name} {name}?"
            : null;

    private static string NoOption(string name, CommandResult command)
    {
        string[] known = [.. Options(command).Select(o => o.Name)];
        return $"There is no option '{name}' here."
            + (
                command.Command.Arguments.FirstOrDefault(argument => $"--{argument.Name}" == name) is { } argument
                    ? $" Name the {argument.Name} without {name}."
                // Most verbs call the images so.
                : name == "--data" && known.Contains("--images") ? " It is --images here."
                : name == "--data" && command.Command.Arguments.Any(argument => argument.Name == "path")
                    ? " Name the images, or folders of them, without it."
                : name == "--format" && known.Contains("--data-format") ? " --data-format says what the data are."
                : name == "--port" && known.Contains("--urls")
                    ? " It is part of --urls, as in --urls http://localhost:8080."
                : name == "--out-of-domain" && known.Contains("--validation-out-of-domain")
                    ? " evaluate and demo take it, to test on such images. Here --validation-out-of-domain takes some to choose the "
                        + "domain check by, and --negatives some to learn that no label applies."
                : name == "--output" && command.Command.Name == "train" ? " --model names the bundle that it writes."
                : name == "--ood" && known.Contains("--out-of-domain") ? " It is --out-of-domain here."
                : OfOthers(name, command) is { Length: > 0 } others ? others
                : Suggestion.For(name, known)
            );
    }

    // Verbs that have it.
    private static string OfOthers(string name, CommandResult command)
    {
        Symbol root = command.Command;
        while (root.Parents.FirstOrDefault() is { } above)
            root = above;
        string[] verbs =
        [
            .. ((Command)root)
                .Subcommands.Where(verb => verb.Options.Any(option => option.Name == name))
                .Select(verb => verb.Name),
        ];
        return verbs.Length switch
        {
            0 => "",
            > MostVerbs => " Other verbs take it.",
            _ => $" It is of {Counted.And(verbs)}.",
        };
    }

    private static bool IsOption(string token) => token.StartsWith("--", StringComparison.Ordinal);

    private static IEnumerable<Option> Options(CommandResult command) =>
        command.Command.Options.Concat(command.Parent is CommandResult parent ? Options(parent) : []);

    private static void RefuseEmpty(SymbolResult result, IReadOnlyList<Token> tokens, string name)
    {
        if (tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            result.AddError($"{name} is empty; give it a value.");
    }

    // An argument would take an option that does not exist for a file's name.
    private static void RefuseMisspelt(ArgumentResult result)
    {
        foreach (string name in CallArgument.OwnWords(result).Where(IsOption))
            if (!Path.Exists(name) && result.Parent is CommandResult command)
                result.AddError(NoOption(name, command));
    }

    private static void Refuse(IEnumerable<string> reasons, Command command)
    {
        foreach (string reason in reasons.Distinct())
            StandardError.WriteLine(InPlainWords(reason));
        StandardError.WriteLine($"Run 'mlnet-labels{WordsOf(command)} --help' for what it takes.");
    }

    private static string WordsOf(Command command) =>
        command is RootCommand
            ? ""
            : $"{string.Concat(command.Parents.OfType<Command>().Take(1).Select(WordsOf))} {command.Name}";

    private static Command Named(Command root, IReadOnlyList<string> arguments)
    {
        var command = root;
        foreach (string argument in arguments)
            command = command.Subcommands.FirstOrDefault(c => c.Name == argument) ?? command;
        return command;
    }

    private static string InPlainWords(string message) =>
        message
            .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal)
            .Replace(
                "as expected type 'System.Nullable`1[System.Int32]'",
                "as a whole number",
                StringComparison.Ordinal
            )
            .Replace("as expected type 'System.Double'", "as a number", StringComparison.Ordinal)
            .Replace("as expected type 'System.Boolean'", "as true or false", StringComparison.Ordinal);
}
