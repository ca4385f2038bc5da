using System.Globalization;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Runs.Retraining;

/// <summary>
/// A run's folder, <c>runs/0007</c>. While the run goes on it holds <c>running</c>, which its process keeps open; whole is
/// it once <c>run.json</c> is there.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string Record = "run.json",
        Running = "running";

    private const long MostBytes = 64 << 20;

    private readonly FileStream _running;

    private RunFolder(string path, FileStream running) => (Path, _running) = (path, running);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its number.</summary>
    public string Number => System.IO.Path.GetFileName(Path);

    /// <summary>Takes the next number. Two processes get two.</summary>
    /// <param name="places">The project.</param>
    /// <param name="known">Numbers that the registry tells of: none is given to a second run, also once it was removed.</param>
    public static RunFolder Begin(ProjectPlaces places, IEnumerable<string> known)
    {
        Directory.CreateDirectory(places.Runs);
        for (
            int number =
                Numbers(places)
                    .Concat(known)
                    .Select(x => int.Parse(x, CultureInfo.InvariantCulture))
                    .DefaultIfEmpty()
                    .Max() + 1;
            ;
            number++
        )
        {
            string path = System.IO.Path.Combine(places.Runs, number.ToString("0000", CultureInfo.InvariantCulture));
            Directory.CreateDirectory(path);
            try
            {
                return new(
                    path,
                    new FileStream(
                        System.IO.Path.Combine(path, Running),
                        FileMode.CreateNew,
                        FileAccess.Write,
                        FileShare.None
                    )
                );
            }
            catch (IOException) when (File.Exists(System.IO.Path.Combine(path, Running))) { }
        }
    }

    /// <summary>Numbers of all folders, whole or not, ascending.</summary>
    public static IReadOnlyList<string> Numbers(ProjectPlaces places) =>
        Directory.Exists(places.Runs)
            ?
            [
                .. Directory
                    .EnumerateDirectories(places.Runs)
                    .Select(folder => System.IO.Path.GetFileName(folder))
                    .Where(IsNumber)
                    .OrderBy(x => x.Length)
                    .ThenBy(x => x, StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Whether a name is a run's.</summary>
    public static bool IsNumber(string name) => name.Length is >= 4 and <= 9 && name.All(char.IsAsciiDigit);

    /// <summary>Whether a run is there and whole.</summary>
    public static bool IsWhole(ProjectPlaces places, string number)
    {
        string folder = System.IO.Path.Combine(places.Runs, number);
        return File.Exists(System.IO.Path.Combine(folder, Record))
            && File.Exists(System.IO.Path.Combine(folder, RunRecord.ModelName));
    }

    /// <summary>The record of a whole run.</summary>
    /// <exception cref="InvalidInputException">There is no such run, or it is damaged.</exception>
    public static RunRecord Read(ProjectPlaces places, string number)
    {
        if (!IsNumber(number) || !IsWhole(places, number))
        {
            string[] whole = [.. Numbers(places).Where(x => IsWhole(places, x))];
            throw new InvalidInputException(
                places.Runs,
                null,
                (
                    Registry.Aliases.Contains(number)
                        ? $"no run is {number} now."
                        : $"there is no whole run '{number}'." + Suggestion.For(number, [.. whole, .. Registry.Aliases])
                ) + (whole.Length == 0 ? " There is none yet; 'retrain' makes one." : $" The latest is {whole[^1]}.")
            );
        }
        string folder = System.IO.Path.Combine(places.Runs, number),
            file = System.IO.Path.Combine(folder, Record);
        try
        {
            byte[] json = InputFile.ReadBytes(file, MostBytes);
            InputJson.Check(json);
            var record =
                JsonSerializer.Deserialize(json, RegistryJson.Default.RunRecord)
                ?? throw new JsonException("it is null");
            return record with { Folder = folder };
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                file,
                (int?)error.LineNumber + 1,
                $"is damaged ({InputJson.Reason(error)}). Restore it, or remove the run's folder.",
                error
            );
        }
    }

    /// <summary>
    /// Removes what runs left behind that were killed: folders without a record that no process works in.
    /// </summary>
    /// <returns>Their numbers.</returns>
    public static IReadOnlyList<string> RemoveHalves(ProjectPlaces places)
    {
        var removed = new List<string>();
        foreach (string number in Numbers(places))
        {
            string folder = System.IO.Path.Combine(places.Runs, number),
                running = System.IO.Path.Combine(folder, Running);
            // One that lost its bundle later is no half.
            if (File.Exists(System.IO.Path.Combine(folder, Record)))
                continue;
            try
            {
                // Fails while its process lives. A folder just made has no such file yet.
                if (File.Exists(running))
                    new FileStream(running, FileMode.Open, FileAccess.Write, FileShare.None).Dispose();
                else if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) < TimeSpan.FromMinutes(1))
                    continue;
                Directory.Delete(folder, recursive: true);
                removed.Add(number);
            }
            catch (IOException) { }
        }
        return removed;
    }

    /// <summary>Writes the record, which makes the run a whole one.</summary>
    public void Complete(RunRecord record)
    {
        AtomicFile.Write(
            System.IO.Path.Combine(Path, Record),
            stream => JsonSerializer.Serialize(stream, record, RegistryJson.Readable.RunRecord)
        );
        _running.Dispose();
        File.Delete(_running.Name);
    }

    /// <summary>Gives up a run that was not completed.</summary>
    public void Dispose()
    {
        _running.Dispose();
        if (!File.Exists(System.IO.Path.Combine(Path, Record)))
            Directory.Delete(Path, recursive: true);
    }
}
