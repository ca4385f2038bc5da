using Microsoft.Extensions.Configuration;
using MlNetLabels.Data;
using MlNetLabels.Hosting;

namespace MlNetLabels.Cli.Serving;

/// <summary>
/// Whether a file of settings says what somebody reads: a misspelt name would be passed over in silence, and a wrong value
/// told in words of .NET's.
/// </summary>
internal static class SettingNames
{
    private static readonly string[] s_settings =
        [.. typeof(MlNetLabelsOptions).GetProperties().Select(property => property.Name), "Log"],
        s_sources = [.. typeof(ModelOptions).GetProperties().Select(property => property.Name)];

    /// <exception cref="InvalidInputException">A name is unknown, or a value is none of its setting's.</exception>
    public static void Check(string file, IConfiguration settings)
    {
        const string Section = MlNetLabelsOptions.SectionName;
        // Sections of other programs may stand beside it.
        string[] sections = [.. settings.GetChildren().Select(section => section.Key)];
        if (
            !sections.Contains(Section, StringComparer.OrdinalIgnoreCase)
            && Suggestion.Nearest(Section, sections) is { } near
        )
            throw new InvalidInputException(file, null, $"'{near}' is read by nobody. Did you mean {Section}?");
        foreach (var setting in settings.GetSection(Section).GetChildren())
        {
            Check(file, Section, setting.Key, s_settings);
            if (setting.Value is { } value && SettingValues.WhyWrong(setting.Key, value) is { } why)
                throw new InvalidInputException(file, null, $"{Section}:{setting.Key} {why}");
        }
        foreach (var model in settings.GetSection($"{Section}:Models").GetChildren())
        foreach (var source in model.GetChildren())
            Check(file, model.Path, source.Key, s_sources);
    }

    private static void Check(string file, string section, string name, string[] known)
    {
        if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new InvalidInputException(
                file,
                null,
                $"{section}: '{name}' is no setting.{Suggestion.For(name, known)} There are {string.Join(", ", known)}."
            );
    }
}
