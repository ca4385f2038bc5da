using System.Numerics.Tensors;
using MlNetLabels.Numerics;

namespace MlNetLabels.Suggesting;

/// <summary>
/// The images asked for so far, and whether another may be: not of a group that was asked for, and not nearly the same as
/// one that was or has a label.
/// </summary>
/// <param name="request">What is asked for.</param>
/// <param name="space">Where images are alike.</param>
/// <param name="cancellationToken">Stops the work.</param>
internal sealed class AskedImages(SuggestionRequest request, SuggestionSpace space, CancellationToken cancellationToken)
{
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<int> _refused = [],
        _taken = [];
    private readonly List<SuggestedRow> _images = [];
    private readonly List<float[]> _units = [];

    public IReadOnlyList<SuggestedRow> Images => _images;

    /// <summary>They in <see cref="Space"/>.</summary>
    public IReadOnlyList<float[]> Units => _units;

    public SuggestionSpace Space => space;

    public Matrix Pool => request.Pool;

    public int Seed => request.Seed;

    public int Count => request.Count;

    /// <summary>Images that may still be asked for.</summary>
    public int Left => request.Count - _images.Count;

    /// <summary>Whether an image was neither asked for nor refused.</summary>
    public bool IsOpen(int row) => !_taken.Contains(row) && !_refused.Contains(row);

    /// <summary>Asks for an image, unless it shows what was asked for before or has a label.</summary>
    /// <param name="image">The image.</param>
    /// <param name="unit">It in <see cref="Space"/>.</param>
    public bool TryAsk(SuggestedRow image, ReadOnlySpan<float> unit)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Left == 0 || !IsOpen(image.Row))
            return false;
        string? group = request.Groups?[image.Row];
        if (group is not null && _groups.Contains(group) || IsNear(unit))
        {
            _refused.Add(image.Row);
            return false;
        }
        if (group is not null)
            _groups.Add(group);
        _taken.Add(image.Row);
        _units.Add(unit.ToArray());
        _images.Add(image);
        return true;
    }

    /// <summary>
    /// Asks for the first of each cluster that may be asked for, in the clusters' order, then for the next of each, until
    /// there are enough.
    /// </summary>
    /// <param name="clusters">Positions among <paramref name="rows"/>, the one to ask for first in front.</param>
    /// <param name="rows">The images.</param>
    /// <param name="units">They in <see cref="Space"/>.</param>
    /// <param name="reason">Why they are asked for.</param>
    /// <param name="score">Of a position.</param>
    public void AskInTurn(
        IReadOnlyList<int[]> clusters,
        IReadOnlyList<int> rows,
        Matrix units,
        SuggestionReason reason,
        Func<int, double> score
    )
    {
        var next = new int[clusters.Count];
        bool hasMore = true;
        while (Left > 0 && hasMore)
        {
            hasMore = false;
            for (int c = 0; c < next.Length && Left > 0; c++)
            {
                bool isAsked = false;
                while (!isAsked && next[c] < clusters[c].Length)
                {
                    int i = clusters[c][next[c]++];
                    isAsked = TryAsk(new(rows[i], reason, score(i), clusters[c].Length), units.Row(i));
                }
                hasMore |= isAsked;
            }
        }
    }

    private bool IsNear(ReadOnlySpan<float> unit)
    {
        foreach (float[] asked in _units)
            if (TensorPrimitives.Dot(asked, unit) >= space.Duplicate)
                return true;
        for (int i = 0; i < space.Labelled.Rows; i++)
            if (TensorPrimitives.Dot<float>(space.Labelled.Row(i), unit) >= space.Duplicate)
                return true;
        return false;
    }
}
