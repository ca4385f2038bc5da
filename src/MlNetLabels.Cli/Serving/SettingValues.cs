using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MlNetLabels.Hosting;

namespace MlNetLabels.Cli.Serving;

/// <summary>What is wrong with the value of a setting, in words for people.</summary>
internal static class SettingValues
{
    /// <summary>Why a value is none of a setting's, to follow the setting's name; null where it is.</summary>
    /// <param name="name">A property of <see cref="MlNetLabelsOptions"/>, in any case.</param>
    /// <param name="text">What the file says.</param>
    public static string? WhyWrong(string name, string text)
    {
        var property = typeof(MlNetLabelsOptions)
            .GetProperties()
            .FirstOrDefault(x => x.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (property is null || Wanted(property.PropertyType, text) is not { } wanted)
            return null;
        var range = property
            .GetCustomAttributes(typeof(RangeAttribute), false)
            .OfType<RangeAttribute>()
            .FirstOrDefault();
        if (wanted.Value is { } value && range?.IsValid(value) != false)
            return null;
        string bounds = range is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", from {range.Minimum} to {range.Maximum}");
        return $"is '{text}'; give {wanted.Words}{bounds}.";
    }

    private static (object? Value, string Words)? Wanted(Type type, string text)
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
            : null;
    }
}
