using System.CommandLine;
using MlNetLabels.Fuzzing;

var root = new RootCommand("Attacks what the product promises to withstand.")
{
    FuzzCommand.Create(),
    LayoutsCommand.Create(),
<<<<<<< HEAD
    SlowCommand.Create(),
    ProcessCommand.Create(),
=======
>>>>>>> w/files
    InputsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
