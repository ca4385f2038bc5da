using System.Globalization;

namespace MlNetLabels.Cli.Output;

/// <summary>Sizes of files as people write them: 500MB, 1.5 GB; thousands, as disks are sold.</summary>
internal static class ByteSize
{
    private static readonly string[] s_units = ["B", "KB", "MB", "GB", "TB"];

    public static bool TryParse(string text, out long bytes)
    {
        int unit = Array.FindLastIndex(s_units, u => text.EndsWith(u, StringComparison.OrdinalIgnoreCase));
        string number = unit < 0 ? text : text[..^s_units[unit].Length].TrimEnd();
        decimal value = 0;
        bool isSize =
            decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value <= long.MaxValue / Scale(unit);
        bytes = isSize ? (long)(value * Scale(unit)) : 0;
        return isSize;
    }

    public static string Text(long bytes)
    {
        int unit = 0;
        while (unit < s_units.Length - 1 && bytes >= Scale(unit + 1))
            unit++;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Scale(unit):0.#} {s_units[unit]}");
    }

    private static decimal Scale(int unit)
    {
        decimal scale = 1;
        for (; unit > 0; unit--)
            scale *= 1000;
        return scale;
    }
}
