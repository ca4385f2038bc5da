using System.CommandLine;
using MlNetLabels.Data;

namespace MlNetLabels.Cli;

/// <summary>Options that take one of a few words, as they are typed.</summary>
internal static class Choice
{
    // Beyond it the words would push the descriptions off the screen.
    private const int LongestHelpName = 24;

    /// <summary>Refuses all but the given words, and names them in help and where another is given.</summary>
    public static void Accept(this Option option, params string[] words)
    {
        string all = string.Join('|', words);
        bool isShort = all.Length <= LongestHelpName;
        option.HelpName = isShort ? all : option.Name.TrimStart('-');
        if (!isShort)
            option.Description += $" One of: {string.Join(", ", words)}.";
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => !words.Contains(t.Value)) is { } wrong)
                result.AddError(
                    $"{option.Name} is '{wrong.Value}'; give {Counted.Or(words)}." + Suggestion.For(wrong.Value, words)
                );
        });
    }
}
