using System.CommandLine;
using System.Globalization;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Output;
using Spectre.Console;

namespace MlNetLabels.Cli.Commands;

/// <summary>The cache of embeddings: what is in it, whether it is sound, and less of it.</summary>
internal static class CacheCommand
{
    // A hundred years.
    private const int MostDays = 36_500;

    public static Command Create()
    {
        var command = new Command("cache", "Look after the file that remembers embeddings between runs.")
        {
            Info(),
            Verify(),
            Prune(),
        };
        Help.AddExamples(command, "cache info", "cache verify --cache photos.db", "cache prune --unused-days 30");
        return command;
    }

    private static Command Info()
    {
        var (path, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var command = new Command("info", "Say where the cache is, how large, and what its embeddings were made with.")
        {
            path,
            json,
        };
        Help.AddExamples(command, "cache info", "cache info --cache photos.db --json");
        command.SetAction(parsed =>
        {
            var contents = EmbeddingCache.Inspect(Chosen(parsed.GetValue(path)));
            if (parsed.GetValue(json))
                Json.Write(contents);
            else
                Print(contents);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify()
    {
        var (path, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var command = new Command(
            "verify",
            "Read the whole cache and check every embedding's seal; exit code 3 where something is damaged."
        )
        {
            path,
            json,
        };
        Help.AddExamples(command, "cache verify", "cache verify --cache photos.db --json");
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var check = EmbeddingCache.Verify(Chosen(parsed.GetValue(path)), cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(check);
                else
                    Print(check);
                return check.IsSound ? ExitCode.Done : ExitCode.BadInput;
            }
        );
        return command;
    }

    private static Command Prune()
    {
        var (path, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var maxSize = CommonOptions.Size(
            "--max-size",
            "What may stay, such as 500MB or 2GB; what was unused for longest goes first."
        );
        var unusedDays = new Option<int?>("--unused-days")
        {
            Description = "Delete what was not used for so many days.",
        };
        unusedDays.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > MostDays)
                result.AddError($"--unused-days must be between 0 and {MostDays}.");
        });
        var command = new Command("prune", "Delete embeddings and give the room back to the disk.")
        {
            path,
            maxSize,
            unusedDays,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(maxSize) is null && result.GetResult(unusedDays) is null)
                result.AddError("Say what may stay: --max-size SIZE, --unused-days DAYS, or both.");
        });
        Help.AddExamples(
            command,
            "cache prune --unused-days 30",
            "cache prune --max-size 500MB --json",
            "cache prune --cache photos.db --max-size 0"
        );
        command.SetAction(parsed =>
        {
            DateTimeOffset? since = parsed.GetValue(unusedDays) is { } days
                ? DateTimeOffset.UtcNow.AddDays(-days)
                : null;
            string chosen = Chosen(parsed.GetValue(path));
            var before = EmbeddingCache.Inspect(chosen);
            long deleted = EmbeddingCache.Prune(chosen, parsed.GetValue(maxSize), since);
            var after = EmbeddingCache.Inspect(chosen);
            var pruning = new CachePruning(chosen, deleted, after.Embeddings, before.Bytes, after.Bytes);
            if (parsed.GetValue(json))
                Json.Write(pruning);
            else
                Console.Out.WriteLine(
                    $"{pruning.Path}: deleted {pruning.Deleted} embeddings, {pruning.Embeddings} left; "
                        + $"{ByteSize.Text(pruning.BytesBefore)} before, {ByteSize.Text(pruning.BytesAfter)} now"
                );
            return ExitCode.Done;
        });
        return command;
    }

    private static string Chosen(string? given) =>
        given
        ?? EmbeddingCache.UsualPath
        ?? throw new InvalidInputException(
            "There is no usual cache: MLNETLABELS_CACHE turns it off, or this machine has no folder for it. Name a file with --cache."
        );

    private static void Print(CacheContents contents)
    {
        Console.Out.WriteLine($"{contents.Path}: {contents.Embeddings} embeddings, {ByteSize.Text(contents.Bytes)}");
        if (contents.Groups.Count == 0)
            return;
        var table = new Table().RoundedBorder().AddColumns("backbone", "made with", "embeddings", "size", "last used");
        foreach (var group in contents.Groups)
            table.AddRow([
                .. new[]
                {
                    group.Backbone,
                    group.About.Trim().ReplaceLineEndings(", "),
                    group.Embeddings.ToString(CultureInfo.InvariantCulture),
                    ByteSize.Text(group.Bytes),
                    group.LastUsed.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
                }.Select(Screen.Cell),
            ]);
        Screen.Write(table);
    }

    private static void Print(CacheCheck check)
    {
        Console.Out.WriteLine($"{check.Path}: {check.Embeddings} embeddings read, {check.Damaged} damaged");
        if (check.Problems.Count > 0)
            Console.Out.WriteLine(
                $"The file itself is damaged, so some embeddings may not be found. SQLite says: {check.Problems[0]}"
                    + (check.Problems.Count > 1 ? $" (and {check.Problems.Count - 1} more, in --json)" : "")
            );
        if (!check.IsSound)
            StandardError.Note(
                "no damaged embedding is ever used; each is made again when its image comes. To start afresh, delete "
                    + "the file with its -wal and -shm files."
            );
    }
}
