using System.CommandLine;
using System.CommandLine.Parsing;

namespace MlNetLabels.Cli.Submitting;

/// <summary>The call that every task makes: words that are another verb's, options and all.</summary>
internal sealed class CallArgument : Argument<string[]>
{
    /// <summary>Verbs that do shards.</summary>
    public static readonly string[] Verbs = ["embed", "predict"];

    public CallArgument()
        : base("call")
    {
        Description = "Behind --, the call of embed or predict that every task makes with a shard of its own.";
        Arity = ArgumentArity.OneOrMore;
    }

    /// <summary>
    /// Words of an argument that would be options of its own verb: all; of a call those before its verb.
    /// </summary>
    public static IEnumerable<string> OwnWords(ArgumentResult result)
    {
        string[] words = [.. result.Tokens.Select(token => token.Value)];
        if (result.Argument is not CallArgument)
            return words;
        return words is [['-', ..], ..] ? words.TakeWhile(word => !Verbs.Contains(word)) : [];
    }
}
