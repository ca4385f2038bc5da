using MlNetLabels.Hosting;
using MlNetLabels.Models;

namespace MlNetLabels.Samples.FolderWorker;

/// <summary>Moves each picture of the inbox to a folder of its class.</summary>
internal sealed class Sorter(IImagePredictor photos, IConfiguration configuration, ILogger<Sorter> log)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly string _inbox = Path.GetFullPath(configuration["Inbox"] ?? "inbox");
    private readonly string _sorted = Path.GetFullPath(configuration["Sorted"] ?? "sorted");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(_inbox);
        while (!stoppingToken.IsCancellationRequested)
        {
            // What was written a moment ago may not be whole yet.
            var files = new DirectoryInfo(_inbox)
                .EnumerateFiles()
                .Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > s_pause)
                .Select(file => file.FullName);
            await foreach (var answer in photos.PredictAsync(files, cancellationToken: stoppingToken))
                Move(answer);
            await Task.Delay(s_pause, stoppingToken);
        }
    }

    private void Move(FileAnswer answer)
    {
        string folder = answer.Answer?.Prediction switch
        {
            null => "_unreadable",
            { Verdict: Verdict.Rejected } => "_of another kind",
            { Verdict: Verdict.Unsure } => "_to be looked at",
            var known => known.Class ?? "_without a class",
        };
        string name = Path.GetFileName(answer.File);
        string target = Path.Combine(Directory.CreateDirectory(Path.Combine(_sorted, folder)).FullName, name);
        File.Move(answer.File, target, overwrite: true);
        log.LogInformation("{File} to {Folder}", name, folder);
    }
}
