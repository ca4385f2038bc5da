namespace MlNetLabels.Numerics;

/// <summary>
/// Rows of single precision values that are read one at a time: a matrix, or what is made of one on the way, without a
/// copy of the whole.
/// </summary>
public interface IRows
{
    /// <summary>Number of rows.</summary>
    int Rows { get; }

    /// <summary>Number of columns.</summary>
    int Columns { get; }

    /// <summary>
    /// The values of one row; made anew at every call where they are not stored. Safe to call from many threads.
    /// </summary>
    ReadOnlySpan<float> Row(int row);
}
