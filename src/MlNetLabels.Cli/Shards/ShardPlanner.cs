namespace MlNetLabels.Cli.Shards;

/// <summary>What a run of shards is, once it is agreed on.</summary>
internal sealed record ShardPlan(string Folder, int Shards, long Rows, string ListSha256, bool IsNew);

/// <summary>Begins a run, or joins the one that is there.</summary>
internal static class ShardPlanner
{
    private const int HashInName = 16;

    /// <summary>
    /// The run of a folder. Where there is none, this call begins it; of many that do so at once one does, and the others
    /// join it.
    /// </summary>
    /// <exception cref="SetUpException">It is another run than asked for.</exception>
    /// <exception cref="InvalidInputException">The list cannot be read.</exception>
    public static (ShardRun Run, bool IsNew) Join(
        ShardFolder folder,
        ShardRequest request,
        ShardEngine engine,
        CancellationToken cancellationToken
    )
    {
        bool isNew = folder.ReadRun() is null && Begin(folder, request, engine, cancellationToken);
        var run = folder.Run();
        if (request.DifferencesTo(run, engine) is { Count: > 0 } differences)
            throw new SetUpException(
                $"{folder.RunFile} says otherwise: {string.Join("; ", differences)}. All tasks of a run are called alike; "
                    + "for another run take another folder."
            );
        return (run, isNew);
    }

    private static bool Begin(
        ShardFolder folder,
        ShardRequest request,
        ShardEngine engine,
        CancellationToken cancellationToken
    )
    {
        var reader = ShardListReader.Open(request.Images, request.Note, cancellationToken);
        var source = ShardSource.Of(request.Images);
        TemporaryFiles.Clean(folder.Path);
        string temporary = TemporaryFiles.New(folder.Path);
        try
        {
            ShardList list;
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                long rows = ShardList.Write(reader, stream, cancellationToken);
                if (rows == 0)
                    throw new InvalidInputException(
                        request.Images,
                        null,
                        source.Sha256 is null ? "there are no images in it." : "it names no images."
                    );
                stream.Flush(flushToDisk: true);
                stream.Position = 0;
                list = ShardList.Divide(
                    stream,
                    rows,
                    request.Shards,
                    reader.Ends?.Invoke(request.Shards),
                    cancellationToken
                );
            }
            var run = new ShardRun
            {
                Shards = request.Shards,
                Rows = list.Rows,
                GroupRows = request.GroupRows ?? ShardRun.DefaultGroupRows,
                Images = source,
                Folder = reader.Folder,
                // By its content, so that whoever begins the same run writes the same file.
                List = $"list-{list.Sha256[..HashInName]}.csv",
                ListSha256 = list.Sha256,
                ListBytes = list.Bytes,
                Columns = reader.Columns,
                Backbone = engine.Reference,
                Model = engine.Model,
                Files = reader.Files?.Invoke(),
                Pieces = list.Pieces,
            };
            run = run with { Id = run.ComputeId() };
            // The list first: whoever finds a run finds its list.
            ShardFolder.MoveOnce(temporary, folder.List(run));
            if (ShardFolder.WriteOnce(folder.RunFile, stream => ShardJson.Write(stream, run)))
                return true;
            if (folder.Run().List != run.List)
                File.Delete(folder.List(run));
            return false;
        }
        finally
        {
            File.Delete(temporary);
            // Of tasks that began at the same time and were killed.
            TemporaryFiles.Clean(folder.Path);
        }
    }
}
