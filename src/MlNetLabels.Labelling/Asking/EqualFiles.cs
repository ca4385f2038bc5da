using MlNetLabels.Data;
using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.Asking;

/// <summary>Files with the same bytes. Only those of the same length are read.</summary>
internal static class EqualFiles
{
    public static IEnumerable<IReadOnlyList<int>> Find(
        IReadOnlyList<LabelItem> items,
        CancellationToken cancellationToken
    )
    {
        var byLength = items
            .Select(item => (item.Index, item.Path, Length: LengthOf(item.Path)))
            .Where(x => x.Length > 0)
            .GroupBy(x => x.Length)
            .Where(group => group.Skip(1).Any());
        foreach (var group in byLength)
        foreach (var equal in group.GroupBy(x => HashOf(x.Path, cancellationToken)))
            if (equal.Key is not null && equal.Skip(1).Any())
                yield return [.. equal.Select(x => x.Index)];
    }

    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }

    // What cannot be read is equal to nothing; that it cannot is told where it is shown.
    private static string? HashOf(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return InputFile.TryHash(path);
    }
}
