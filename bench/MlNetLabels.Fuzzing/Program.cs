using System.CommandLine;
using MlNetLabels.Fuzzing;

var root = new RootCommand("Attacks what the product promises to withstand.")
{
    FuzzCommand.Create(),
    LayoutsCommand.Create(),
    SlowCommand.Create(),
    ProcessCommand.Create(),
    InputsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
