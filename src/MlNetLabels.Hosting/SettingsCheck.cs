using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using MlNetLabels.Data;

namespace MlNetLabels.Hosting;

/// <summary>
/// Whether the configuration section says what its options read. .NET's binder passes over names that it does not know,
/// takes a text for an empty list, so that no key would be asked for, and drops a model of which one value is wrong.
/// </summary>
internal static class SettingsCheck
{
    // What 'serve' alone reads.
    private const string Log = "Log";

    private static readonly PropertyInfo[] s_settings = typeof(MlNetLabelsOptions).GetProperties(),
        s_sources = typeof(ModelOptions).GetProperties();

    /// <summary>What is wrong, a sentence each, with the setting's path.</summary>
    public static IEnumerable<string> Problems(IConfigurationSection section) =>
        IsText(section)
            ? [$"{section.Path} is '{section.Value}'; give an object of settings."]
            : section
                .GetChildren()
                .SelectMany(child =>
                    Is(child, Log) ? []
                    : Is(child, nameof(MlNetLabelsOptions.Models)) ? Models(child)
                    : Member(section, child, s_settings, [Log])
                );

    private static IEnumerable<string> Models(IConfigurationSection models) =>
        IsText(models)
            ? [$"{models.Path} is '{models.Value}'; give an object with a model under each name."]
            : models
                .GetChildren()
                .SelectMany(model =>
                    IsText(model)
                        ?
                        [
                            $"{model.Path} is '{model.Value}'; give an object, such as {{ \"Path\": \"{model.Value}\" }}.",
                        ]
                        : model
                            .GetChildren()
                            .SelectMany(source => Member(model, source, s_sources, []))
                            .Concat(Idle(model))
                );

    // Of another source than the one that is given.
    private static IEnumerable<string> Idle(IConfigurationSection model)
    {
        foreach (
            var (name, source) in new[]
            {
                (nameof(ModelOptions.Period), nameof(ModelOptions.Uri)),
                (nameof(ModelOptions.Alias), nameof(ModelOptions.Registry)),
            }
        )
            if (
                model[name] is not null
                && model[source] is null
                && new[] { model["Path"], model["Uri"], model["Registry"] }.Any(given => given is not null)
            )
                yield return $"{model.Path}:{name} does nothing without {source}; leave it out.";
    }

    private static IEnumerable<string> Member(
        IConfigurationSection section,
        IConfigurationSection given,
        PropertyInfo[] properties,
        string[] others
    )
    {
        if (Array.Find(properties, property => Is(given, property.Name)) is not { } property)
        {
            string[] known = [.. properties.Select(x => x.Name), .. others];
            return
            [
                $"{section.Path}: '{given.Key}' is no setting.{Suggestion.For(given.Key, known)} There are {string.Join(", ", known)}.",
            ];
        }
        bool isList = property.PropertyType == typeof(IList<string>),
            isNested = given.GetChildren().Any();
        if (isList)
            return isNested
                    ? given
                        .GetChildren()
                        .Where(item => !IsText(item))
                        .Select(item => $"{item.Path} is empty; name a file in it, or leave it out.")
                : given.Value is { Length: > 0 } text
                    ? [$"{given.Path} is '{text}'; give a list, such as [\"{text}\"]."]
                : [$"{given.Path} is empty; name a file in it, or leave it out."];
        if (!isNested && given.Value is null)
            return [];
        var range = property.GetCustomAttribute<RangeAttribute>();
        var (value, wanted) = Read(property.PropertyType, given.Value ?? "");
        if (!isNested && value is not null && range?.IsValid(value) != false)
            return [];
        string what = isNested ? "holds several values" : $"is '{given.Value}'",
            bounds = range is null
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $", from {range.Minimum} to {range.Maximum}");
        return [$"{given.Path} {what}; give {wanted}{bounds}."];
    }

    private static (object? Value, string Wanted) Read(Type type, string text)
    {
        var culture = CultureInfo.InvariantCulture;
        return type == typeof(TimeSpan)
                ? (
                    TimeSpan.TryParse(text, culture, out var time) ? time : null,
                    "hours:minutes:seconds, such as 00:00:05"
                )
            : type == typeof(int)
                ? (int.TryParse(text, NumberStyles.Integer, culture, out int few) ? few : null, "a whole number")
            : type == typeof(long)
                ? (long.TryParse(text, NumberStyles.Integer, culture, out long whole) ? whole : null, "a whole number")
            : type == typeof(double)
                ? (double.TryParse(text, NumberStyles.Float, culture, out double number) ? number : null, "a number")
            : type == typeof(bool) ? (bool.TryParse(text, out bool flag) ? flag : null, "true or false")
            : type == typeof(Uri)
                ? (
                    Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : null,
                    "an http or https address"
                )
            : (text, "a text");
    }

    private static bool Is(IConfigurationSection section, string name) =>
        section.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    // An object without members, or an empty list, has an empty value.
    private static bool IsText(IConfigurationSection section) => section.Value is { Length: > 0 };
}
