using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace MlNetLabels.Hosting;

/// <summary>The ranges that stand at the options.</summary>
[OptionsValidator]
internal sealed partial class OptionsRanges : IValidateOptions<MlNetLabelsOptions>;

/// <summary>What one option says of another; each message names both values.</summary>
internal sealed partial class OptionsChecks : IValidateOptions<MlNetLabelsOptions>
{
    private const string Section = MlNetLabelsOptions.SectionName;

    private const int LeastWindow = 20;

    public ValidateOptionsResult Validate(string? name, MlNetLabelsOptions options)
    {
        List<string> wrong = [];
        if (options.MaxQueuedBytes < options.MaxImageBytes)
            wrong.Add(
                $"{Section}:MaxQueuedBytes is {options.MaxQueuedBytes}, below MaxImageBytes, {options.MaxImageBytes}: "
                    + "no image of that size could ever wait."
            );
        if (options.MaxDecodeMemory < options.MaxImageBytes)
            wrong.Add(
                $"{Section}:MaxDecodeMemory is {options.MaxDecodeMemory}, below MaxImageBytes, {options.MaxImageBytes}: "
                    + "decoding holds the file, too."
            );
        if (options.MonitorWindow is > 0 and < LeastWindow)
            wrong.Add(
                $"{Section}:MonitorWindow is {options.MonitorWindow}, below {LeastWindow}: so few images tell nothing; give "
                    + $"{LeastWindow} or more, or 0 to watch nothing."
            );
        if (options.DefaultModel is { } model && !options.Models.ContainsKey(model))
            wrong.Add(
                $"{Section}:DefaultModel is '{model}', but the models are {Names(options)}: name one of them, or add it."
            );
        foreach (var (key, given) in options.Models)
            wrong.AddRange(Problems(key, given).Select(problem => $"{Section}:Models:{key}: {problem}"));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    /// <summary>What is wrong with a model's name and source.</summary>
    public static IEnumerable<string> Problems(string name, ModelOptions given)
    {
        if (!Name().IsMatch(name))
            yield return $"'{name}' is no name: give 1 to 100 letters, digits, dots, dashes and underscores.";
        string[] sources =
        [
            .. new[] { ("Path", given.Path), ("Uri", given.Uri?.OriginalString), ("Registry", given.Registry) }
                .Where(source => !string.IsNullOrWhiteSpace(source.Item2))
                .Select(source => $"{source.Item1} '{source.Item2}'"),
        ];
        if (sources.Length != 1)
            yield return sources.Length == 0
                ? "it says not where the model is: give one of Path, Uri and Registry."
                : $"it has {string.Join(" and ", sources)}: give one of them.";
        if (given.Uri is { } uri && (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https")))
            yield return $"Uri is '{uri.OriginalString}': give an http or https address.";
        if (given.Period < TimeSpan.FromSeconds(1))
            yield return $"Period is {given.Period}: give 1 s or more.";
        if (string.IsNullOrWhiteSpace(given.Alias))
            yield return "Alias is empty.";
    }

    private static string Names(MlNetLabelsOptions options) =>
        options.Models.Count == 0 ? "none" : string.Join(", ", options.Models.Keys.Select(key => $"'{key}'"));

    [GeneratedRegex(@"^(?!\.+$)[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex Name();
}
