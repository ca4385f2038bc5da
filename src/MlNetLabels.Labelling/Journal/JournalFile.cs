using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlNetLabels.Labelling.Journal;

/// <summary>
/// All that was ever answered, a line of JSON each, only ever appended to. A line is on disk before <see cref="Append"/>
/// returns. One process writes it; a line that a kill cut off was acknowledged to nobody, and is dropped.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string Format = "mlnet-labels journal 1";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        // Names of files as they are: nothing of this is ever put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly FileStream _file;
    private long _good;
    private bool _isBroken;

    private JournalFile(FileStream file, string path) => (_file, Path) = (file, path);

    public string Path { get; }

    /// <summary>The number of the last line; 0 for none.</summary>
    public long Last { get; private set; }

    /// <summary>Bytes of a line that was cut off and dropped.</summary>
    public int Torn { get; private set; }

    /// <summary>Opens a journal, or begins one, and gives its lines.</summary>
    /// <exception cref="InvalidInputException">It is another one's, damaged, or in use.</exception>
    public static JournalFile Open(
        string path,
        bool several,
        string who,
        DateTimeOffset now,
        out IReadOnlyList<JournalLine> lines
    )
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var file = OpenAlone(path);
        try
        {
            var journal = new JournalFile(file, path);
            lines = journal.ReadAll();
            if (lines.Count == 0)
                journal.Append(
                    new()
                    {
                        Seq = 1,
                        When = now,
                        Who = who,
                        Format = Format,
                        Several = several,
                    }
                );
            else if (lines[0].Several != several)
                throw new InvalidInputException(
                    path,
                    1,
                    several
                        ? "this journal is of one class an image, and now several labels an image are asked for. Name another "
                            + "--output, or delete the journal if none of its answers counts."
                        : "this journal is of several labels an image, but the data have one class. Give --several, or name "
                            + "another --output."
                );
            if (!several && lines.FirstOrDefault(x => x.Answers?.Any(y => !y.Answer.IsOneClass) == true) is { } odd)
                throw new InvalidInputException(
                    path,
                    (int)odd.Seq,
                    "an image has exactly one class, but this line says another thing."
                );
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a journal that was begun is of several labels an image.</summary>
    public static bool IsOfSets(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(file);
            return text.ReadLine() is { } line && line.Contains("\"several\":true", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // What is wrong with it is told when it is opened to be written.
            return false;
        }
    }

    /// <summary>The images that a journal has answers for, as far as it can be read.</summary>
    public static IReadOnlyCollection<string> FilesOf(string path)
    {
        try
        {
            return
            [
                .. File.ReadLines(path)
                    .SelectMany(line => JsonSerializer.Deserialize<JournalLine>(line, s_json)?.Answers ?? [])
                    .Select(change => change.File)
                    .Distinct(),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            // What is wrong with it is told when it is opened to be written.
            return [];
        }
    }

    /// <summary>Adds a line; it is on disk once this returns. Where that fails, nothing of it is left.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(JournalLine line)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(line.Seq, Last + 1);
        if (_isBroken)
            throw new IOException($"{Path}: an earlier answer could not be written; mend that and start again.");
        try
        {
            _file.Position = _good;
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, s_json), (byte)'\n']);
            _file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TakeBack();
            throw new IOException($"{Path}: the answer could not be written ({error.Message})", error);
        }
        (_good, Last) = (_file.Position, line.Seq);
    }

    /// <summary>Closes it; one without an answer is taken away.</summary>
    public void Dispose()
    {
        bool isEmpty = Last == 1;
        // While it is locked, so that nobody's answers go with it. Windows takes away no open file, and none of another's.
        if (isEmpty && !OperatingSystem.IsWindows())
            Delete();
        _file.Dispose();
        if (isEmpty && OperatingSystem.IsWindows())
            Delete();
    }

    private void Delete()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It stays, and says nothing.
        }
    }

    private static FileStream OpenAlone(string path)
    {
        try
        {
            while (true)
            {
                var file = new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1
                );
                // Taken away between opening and locking it: what is written there would be lost.
                if (File.Exists(path))
                    return file;
                file.Dispose();
            }
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new InvalidInputException(
                path,
                null,
                "another program has it open, perhaps this one in another terminal. Close that first.",
                error
            );
        }
    }

    private List<JournalLine> ReadAll()
    {
        if (_file.Length > Array.MaxLength)
            throw new InvalidInputException(Path, null, "it is larger than can be read. Name another --output.");
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var lines = new List<JournalLine>();
        int start = 0;
        for (int end; (end = bytes.AsSpan(start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            lines.Add(Parse(bytes.AsSpan(start, end), lines.Count + 1));
        Torn = bytes.Length - start;
        (_good, Last) = (start, lines.Count);
        if (Torn > 0)
        {
            _file.SetLength(_good);
            _file.Flush(flushToDisk: true);
        }
        return lines;
    }

    private JournalLine Parse(ReadOnlySpan<byte> json, int number)
    {
        try
        {
            var line = JsonSerializer.Deserialize<JournalLine>(json, s_json) ?? throw new JsonException("it is null");
            if (number == 1 && line.Format != Format)
                throw new JsonException($"its first line does not say '{Format}'");
            if (line.Answers?.Any(IsBroken) == true)
                throw new JsonException("an answer in it says nothing");
            if (line.Seq != number)
                throw new JsonException($"the line says it is number {line.Seq}");
            return line;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                Path,
                number,
                $"this is no line of a journal ({InputText(error)}). Put back what was written, or move the file away: what the "
                    + "list of labels holds is read from there.",
                error
            );
        }
    }

    // What the serializer lets pass.
    private static bool IsBroken(AnswerChange? change) =>
        change is null
        || new[] { change.Answer, change.Before, change.Given }.Any(answer =>
            answer is not null && answer.Labels.Concat(answer.Absent).Any(name => name is null)
        );

    private static string InputText(JsonException error) => error.Message.Split(" Path: ")[0];

    private void TakeBack()
    {
        try
        {
            _file.SetLength(_good);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
        }
    }
}
