using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using MlNetLabels.Cli.Commands;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Projects;

/// <summary>Every member of the project's file as an option that overrides it, and <c>--config</c> for the file.</summary>
internal sealed class ProjectOptionSet
{
    private readonly Option<string?> _config = Config();

    private readonly (ProjectMember Member, Option Option)[] _members;

    public ProjectOptionSet(Command command)
    {
        command.Options.Add(_config);
        _members = [.. ProjectMember.All.Select(member => (member, OptionOf(member)))];
        foreach (var (_, option) in _members)
            command.Options.Add(option);
    }

    /// <summary>The option that names a project's file.</summary>
    public static Option<string?> Config() =>
        new(ConfigArguments.Option)
        {
            Description =
                "The project's file, or Model Builder's .mbconfig; mlnetlabels.json of the current folder when left out.",
            HelpName = "FILE",
        };

    /// <summary>The file: the given one, or that of the current folder.</summary>
    public string File(ParseResult parsed) => parsed.GetValue(_config) ?? ImageProject.FileName;

    /// <summary>Members that were given on the command line.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Given(ParseResult parsed) =>
        _members
            .Where(x => parsed.IsGiven(x.Option))
            .ToDictionary(
                x => x.Member.Key,
                x =>
                    x.Option is Option<bool> flag
                        ? JsonValue.Create(parsed.GetValue(flag))
                        : x.Member.Value([.. parsed.GetResult(x.Option)!.Tokens.Select(t => t.Value)])
            );

    private static Option OptionOf(ProjectMember member)
    {
        if (member.Kind == MemberKind.Switch)
            return new Option<bool>(member.Option) { Description = member.Description };
        if (member.Kind == MemberKind.List)
            return member.IsPath
                ? CommonOptions.Sets(member.Option, member.Description + " May be repeated.")
                : new Option<string[]>(member.Option) { Description = member.Description + " Separated by commas." };
        var option = new Option<string?>(member.Option)
        {
            Description =
                member.Description + (member.Kind == MemberKind.Object ? " The object, or a file of it." : ""),
        };
        if (member.Words.Count > 0)
            option.Accept([.. member.Words]);
        option.Validators.Add(result => Check(member, result));
        return option;
    }

    private static string Kind(ProjectMember member) =>
        member.Kind == MemberKind.Whole ? "whole number"
        : member.IsShare ? "share, such as 0.05 or 5%"
        : "number";

    private static void Check(ProjectMember member, OptionResult result)
    {
        if (result.Tokens is not [var token, ..])
            return;
        bool isGood = member.Kind switch
        {
            MemberKind.Whole => int.TryParse(
                token.Value,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out _
            ),
            MemberKind.Number => member.Key == "l2" && token.Value == "auto" || member.Number(token.Value) is not null,
            _ => true,
        };
        if (!isGood)
            result.AddError($"{member.Option} is '{token.Value}'; give a {Kind(member)}.");
        // What is in a file, or is one, is told once that is read.
        else if (
            member is { IsPath: false, Kind: not MemberKind.Object, Words.Count: 0 }
            && ImageProject.WhyWrong(member.Key, member.Value([token.Value])) is { } why
        )
            result.AddError($"{member.Option} {why}");
    }
}
