using System.CommandLine;
using MlNetLabels.Benchmarks.Embedding;
using MlNetLabels.Benchmarks.Fuzzing;
using MlNetLabels.Benchmarks.Heads;
using MlNetLabels.Benchmarks.OutOfDomain;
using MlNetLabels.Benchmarks.Training;

var root = new RootCommand(
    "Times what the product promises to be fast, as ratios that hold on any machine, and attacks what it promises to withstand."
)
{
    HeadsCommand.Create(),
    OodCommand.Create(),
    EmbedCommand.Create(),
    CacheCommand.Create(),
    TrainCommand.Create(),
    StartCommand.Create(),
    FuzzCommand.Create(),
};
#if MICROSOFT_ML
root.Add(MlNetLabels.Benchmarks.MLNet.MLNetCommand.Create());
#endif
return await root.Parse(args).InvokeAsync();
