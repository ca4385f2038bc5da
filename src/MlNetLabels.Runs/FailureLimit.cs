using System.Globalization;

namespace MlNetLabels.Runs;

/// <summary>
/// How many files of a run may be unreadable before it stops: a count, a share of the files given, or all of them.
/// Immutable; the default value allows none.
/// </summary>
public readonly record struct FailureLimit
{
    private readonly int _count;
    private readonly decimal? _share;

    private FailureLimit(int count, decimal? share) => (_count, _share) = (count, share);

    /// <summary>No file may be unreadable.</summary>
    public static FailureLimit None { get; }

    /// <summary>Every file may be unreadable: they are listed, and never stop the run.</summary>
    public static FailureLimit All { get; } = new(0, 1);

    /// <summary>At most so many files.</summary>
    /// <param name="count">0 or more.</param>
    public static FailureLimit FromCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new(count, null);
    }

    /// <summary>At most this share of the files, rounded down.</summary>
    /// <param name="share">0 to 1. Decimal, so that 0.57 % of 10,000 is 57 and not a hair less.</param>
    public static FailureLimit FromShare(decimal share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return new(0, share);
    }

    /// <summary>Reads "all", a share such as "5%" or a count such as "3".</summary>
    /// <param name="text">The text; whatever the culture, decimals have a point.</param>
    /// <param name="limit">What it says; <see cref="None"/> where it says nothing that is understood.</param>
    /// <returns>Whether it is one of the three.</returns>
    public static bool TryParse(string? text, out FailureLimit limit)
    {
        limit = None;
        if (text == "all")
            limit = All;
        else if (
            text?.EndsWith('%') == true
            && decimal.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out decimal percent
            )
            && percent <= 100
        )
            limit = new(0, percent / 100);
        else if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            limit = new(count, null);
        else
            return false;
        return true;
    }

    /// <summary>How many of so many files may be unreadable.</summary>
    /// <param name="total">Files given, 0 or more.</param>
    public int Allowed(int total) => _share is { } share ? (int)(total * share) : _count;

    /// <summary>How many are allowed, for people who gave a share or a count: "50%, which is 1 of 3", or "1".</summary>
    internal string Says(int total) =>
        _share is null or 1 ? $"{Allowed(total)}" : $"{this}, which is {Allowed(total)} of {total}";

    /// <summary>As <see cref="TryParse"/> reads it.</summary>
    public override string ToString() =>
        _share switch
        {
            null => _count.ToString(CultureInfo.InvariantCulture),
            1 => "all",
            { } share => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%",
        };
}
