using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Output;

/// <summary>
/// Copies of images, or links to them, in a folder per verdict and in it one per class, or per set of labels that apply.
/// Nothing is ever replaced: of another image by the same name the copy gets a number, and an equal one is there already.
/// </summary>
/// <param name="folder">Where they go; made where it is missing.</param>
/// <param name="links">Whether to link.</param>
internal sealed class SortedImages(string folder, bool links)
{
    private const int MostNumbers = 100_000;

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly FolderNames _names = new();
    private int _there;

    /// <summary>Makes sure, before the work, that files can be put there, and that they are not images to sort themselves.</summary>
    /// <exception cref="InvalidInputException">They cannot, or are.</exception>
    public void Check(IEnumerable<string> images)
    {
        OutputPlace.CheckFolder(folder);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        foreach (string path in images.Where(Directory.Exists))
        {
            string given = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (
                full == given
                || full.StartsWith(
                    Path.EndsInDirectorySeparator(given) ? given : given + Path.DirectorySeparatorChar,
                    StringComparison.Ordinal
                )
            )
                throw new InvalidInputException(
                    folder,
                    null,
                    $"{(full == given ? "it is the folder" : $"it lies in '{path}',")} whose images are to be sorted; name a "
                        + "folder elsewhere for --sort-into."
                );
        }
    }

    /// <summary>Puts an image in its place.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(PredictedImage image)
    {
        string place = PlaceOf(image.Prediction);
        string into = Directory.CreateDirectory(Path.Combine(folder, place)).FullName,
            name = Path.GetFileName(image.File),
            source = Path.GetFullPath(image.File);
        for (int number = 1; number <= MostNumbers; number++)
        {
            string target = Path.Combine(into, number == 1 ? name : Numbered(name, number));
            bool isThere = IsThere(source, target);
            if (isThere || TryPut(source, target))
            {
                _counts[place] = _counts.GetValueOrDefault(place) + 1;
                _there += isThere ? 1 : 0;
                return;
            }
        }
        throw new IOException($"{into}: there are too many images called '{name}'.");
    }

    /// <summary>What went where, in a line.</summary>
    public override string ToString() =>
        $"{(links ? "linked" : "copied")} into {folder}: "
        + (_counts.Count == 0 ? "nothing" : string.Join(", ", _counts.Select(x => $"{x.Value} {x.Key}")))
        + (_there > 0 ? $"; {_there} of them were there already" : "");

    private string PlaceOf(Prediction answer)
    {
        string verdict = answer.Verdict.ToString();
        string? name = answer.Verdict switch
        {
            Verdict.Rejected or Verdict.None => null,
            Verdict.Labels => string.Join(" + ", (answer.Labels ?? []).Where(x => x.Applies).Select(x => x.Name)),
            _ => answer.Class,
        };
        return string.IsNullOrEmpty(name) ? verdict : $"{verdict}/{_names.Of(name)}";
    }

    private static string Numbered(string name, int number) =>
        FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(name)}-{number}{Path.GetExtension(name)}");

    private bool IsThere(string source, string target)
    {
        var there = new FileInfo(target);
        if (there.LinkTarget is { } link)
            return links && link == source;
        if (links || !there.Exists || there.Length != new FileInfo(source).Length)
            return false;
        using var a = File.OpenRead(source);
        using var b = File.OpenRead(target);
        return System
            .Security.Cryptography.SHA256.HashData(a)
            .AsSpan()
            .SequenceEqual(System.Security.Cryptography.SHA256.HashData(b));
    }

    // Whole or not at all; false where something is there.
    private bool TryPut(string source, string target)
    {
        if (Path.Exists(target) || new FileInfo(target).LinkTarget is not null)
            return false;
        if (links)
        {
            try
            {
                File.CreateSymbolicLink(target, source);
                return true;
            }
            catch (IOException) when (Path.Exists(target))
            {
                return false;
            }
        }
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".mlnetlabels-{Guid.NewGuid():N}.tmp");
        try
        {
            File.Copy(source, temporary);
            File.Move(temporary, target, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
