using System.Text;

namespace MlNetLabels.Data;

/// <summary>Where output goes.</summary>
/// <param name="Path">The full path, links followed.</param>
/// <param name="IsFile">A regular file, or none yet; else a pipe or device, which cannot be replaced.</param>
/// <param name="Status">Owner and mode of the file that is there, where the system tells.</param>
internal sealed record OutputPlace(string Path, bool IsFile, UnixStatus? Status)
{
    // Most file systems'.
    private const int LongestName = 255;

    // Names of all classes may come before what tells the kind.
    private const int LookedAt = 1 << 16;

    private const string StandardOutput = "/dev/stdout";

    /// <summary>What lies at a path that a user named.</summary>
    /// <exception cref="IOException">It is a folder.</exception>
    public static OutputPlace Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RefuseAddress(path);
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full) || System.IO.Path.EndsInDirectorySeparator(path))
            throw new IOException($"{path}: this is a folder; name a file.");
        var status = UnixStatus.Of(full);
        if (IsDevice(full) || status is { IsRegular: false })
            return new(full, IsFile: false, status);
        // One that leads nowhere yet is followed, too.
        var link = new FileInfo(full);
        if (link.LinkTarget is not null)
            full = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
        return new(full, IsFile: true, status);
    }

    /// <summary>Makes sure, before long work, that a file can be written, without leaving a trace.</summary>
    /// <exception cref="InvalidInputException">It cannot be so called.</exception>
    /// <exception cref="IOException">It cannot be written there; the message says why.</exception>
    public static void Check(string path) => Try(path, path);

    /// <summary>As <see cref="Check"/>, of a page that this program writes, of an older version, too.</summary>
    /// <exception cref="InvalidInputException">Another file lies there, which was named by mistake.</exception>
    public static void CheckPage(string path) =>
        CheckHolds(
            path,
            "page that this program wrote",
            "<meta name=\"generator\" content=\"MlNetLabels\">",
            "<meta name=\"referrer\" content=\"no-referrer\">"
        );

    /// <summary>As <see cref="Check"/>, of a file of one kind.</summary>
    /// <exception cref="InvalidInputException">Another kind of file lies there, which was named by mistake.</exception>
    public static void CheckKind(string path, string kind, string beginning)
    {
        Check(path);
        string? head = Head(path, beginning.Length);
        if (head is { Length: > 0 } && !head.Equals(beginning, StringComparison.OrdinalIgnoreCase))
            throw Another(path, kind);
    }

    /// <summary>As <see cref="Check"/>, of a file of one kind, known by words in its first lines.</summary>
    /// <exception cref="InvalidInputException">Another kind of file lies there, which was named by mistake.</exception>
    public static void CheckHolds(string path, string kind, params ReadOnlySpan<string> words)
    {
        Check(path);
        string? head = Head(path, LookedAt);
        bool holds = head is null or "";
        foreach (string word in words)
            holds |= head?.Contains(word, StringComparison.Ordinal) == true;
        if (!holds)
            throw Another(path, kind);
    }

    // How a file begins that lies there; null where there is none that would be replaced.
    private static string? Head(string path, int bytes)
    {
        if (!File.Exists(path) || !Find(path).IsFile)
            return null;
        var head = new byte[bytes];
        try
        {
            using var file = File.OpenRead(path);
            return Encoding.Latin1.GetString(head, 0, file.ReadAtLeast(head, bytes, throwOnEndOfStream: false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: it is there already and cannot be read ({error.Message})", error);
        }
    }

    private static InvalidInputException Another(string path, string kind) =>
        new(path, null, $"it is there already and is no {kind}, so it is not overwritten; name another one.");

    private static void Try(string path, string given)
    {
        try
        {
            if (path.Contains('\0'))
                throw new InvalidInputException("a name of a file to write holds a zero character.");
            var place = Find(path);
            if (!place.IsFile)
            {
                if (!File.Exists(place.Path))
                    throw new IOException("there is no such device or pipe");
                return;
            }
            if (Encoding.UTF8.GetByteCount(System.IO.Path.GetFileName(place.Path)) > LongestName)
                throw new InvalidInputException(given, null, "the name is too long for a file.");
            TryFolder(System.IO.Path.GetDirectoryName(place.Path)!);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException
                && !error.Message.StartsWith($"{given}: ", StringComparison.Ordinal)
            )
        {
            throw new IOException(
                $"{given}: it cannot be written ({error.Message.TrimEnd('.')}). Name another place.",
                error
            );
        }
    }

    /// <summary>What is to be said before a file is written into a folder that is not there yet; null for nothing.</summary>
    public static string? NoteOfFolder(string path) =>
        System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)
            ? $"{folder} is not there yet: this folder is made for {System.IO.Path.GetFileName(path)}."
            : null;

    /// <summary>As <see cref="Check"/>, of a folder to write files to, which need not be there yet.</summary>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public static void CheckFolder(string folder)
    {
        RefuseAddress(folder);
        Try(System.IO.Path.Combine(folder, "x"), folder);
    }

    /// <summary>As <see cref="Check"/>, of a folder that shall hold nothing else.</summary>
    /// <exception cref="InvalidInputException">It holds something.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void CheckNewFolder(string folder)
    {
        RefuseAddress(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InvalidInputException(
                folder,
                null,
                "it is not empty; a project is written to a folder of its own. Name another one, or empty it."
            );
        CheckFolder(folder);
    }

    /// <summary>A file beside the place, or beside nothing for what is no file; its name is short and its own.</summary>
    public string NewTemporary()
    {
        string folder = IsFile ? System.IO.Path.GetDirectoryName(Path)! : System.IO.Path.GetTempPath();
        Directory.CreateDirectory(folder);
        return TemporaryIn(folder);
    }

    /// <summary>Opens it; nobody else may read what goes to a file that they perhaps could not.</summary>
    public FileStream Create(string temporary)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows() && (File.Exists(Path) || !IsFile))
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(temporary, options);
    }

    /// <summary>Replaces the file by the temporary one, or writes that to what cannot be replaced.</summary>
    public void Take(string temporary)
    {
        if (IsFile)
        {
            if (Status is not null)
                Status.GiveTo(temporary);
            else if (!OperatingSystem.IsWindows() && File.Exists(Path))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(Path));
            File.Move(temporary, Path, overwrite: true);
            return;
        }
        using var content = File.OpenRead(temporary);
        using var target =
            Path == StandardOutput
                ? Console.OpenStandardOutput()
                : new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        content.CopyTo(target);
    }

    private static void TryFolder(string folder)
    {
        // Missing folders are made when it is time; the nearest that is there tells whether they can be.
        string? nearest = folder;
        while (nearest is not null && !Directory.Exists(nearest))
        {
            if (File.Exists(nearest))
                throw new IOException($"'{nearest}' is a file, and no folder");
            nearest = System.IO.Path.GetDirectoryName(nearest);
        }
        string trial = TemporaryIn(nearest ?? folder);
        try
        {
            using (new FileStream(trial, FileMode.CreateNew)) { }
        }
        // What was tried is of no use to whoever reads this.
        catch (UnauthorizedAccessException error)
        {
            throw new IOException($"you may not write in the folder {nearest ?? folder}", error);
        }
        File.Delete(trial);
    }

    private static string TemporaryIn(string folder) =>
        System.IO.Path.Combine(folder, $".mlnetlabels-{Guid.NewGuid():N}.tmp");

    // What lies there may be a regular file that the shell opened: replacing it would take it from the shell.
    private static bool IsDevice(string full) =>
        !OperatingSystem.IsWindows()
        && (
            full.StartsWith("/dev/", StringComparison.Ordinal)
                && !full.StartsWith("/dev/shm/", StringComparison.Ordinal)
            || full.StartsWith("/proc/", StringComparison.Ordinal)
        );

    // Of a store's address a folder "s3:" would come.
    private static void RefuseAddress(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            throw new InvalidInputException(
                path,
                null,
                "output is written to a file system, not to an address. Name a file or folder, and copy it from there."
            );
    }
}
