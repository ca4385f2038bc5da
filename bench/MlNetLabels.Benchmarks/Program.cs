using System.CommandLine;
using MlNetLabels.Benchmarks.Audit;
using MlNetLabels.Benchmarks.Embedding;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Benchmarks.Images;
using MlNetLabels.Benchmarks.MLNet;
using MlNetLabels.Benchmarks.Monitoring;
using MlNetLabels.Benchmarks.OutOfDomain;
using MlNetLabels.Benchmarks.Serving;
using MlNetLabels.Benchmarks.Suggesting;
using MlNetLabels.Benchmarks.Training;

var root = new RootCommand("Times what the product promises to be fast, as ratios that hold on any machine.")
{
    HeadsCommand.Create(),
    PathsCommand.Create(),
    OodCommand.Create(),
    StrangersCommand.Create(),
    AuditCommand.Create(),
    EmbedCommand.Create(),
    CacheCommand.Create(),
    ArchivesCommand.Create(),
    TrainCommand.Create(),
    PartsCommand.Create(),
    FitsCommand.Create(),
    RetrainCommand.Create(),
    StartCommand.Create(),
    ServingCommand.Create(),
    MonitorCommand.Create(),
    SuggestCommand.Create(),
    MLNetCommand.Create(),
    LoadedCommand.Create(),
    CompareImagesCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
