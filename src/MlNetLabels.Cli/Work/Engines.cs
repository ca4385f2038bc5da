using System.CommandLine;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Work;

/// <summary>What can fit heads: this library, or ML.NET where the program was built with it.</summary>
internal static class Engines
{
    private const string Own = "own",
        MLNet = "mlnet";

#if MICROSOFT_ML
    private static MlNetLabels.MLNet.MLNetHeads? Heads => new();
#else
    private static IHeadTrainer? Heads => null;
#endif

    public static Option<string> Option()
    {
        var option = new Option<string>("--engine")
        {
            Description =
                "What fits the heads: own (default), or mlnet for ML.NET's L-BFGS trainers, in programs built with -p:MicrosoftML=true.",
            DefaultValueFactory = _ => Own,
        };
        option.AcceptOnlyFromAmong(Own, MLNet);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() == MLNet && Heads is null)
                result.AddError(
                    "This program was built without ML.NET. Build it with -p:MicrosoftML=true, where a feed serves "
                        + "the package Microsoft.ML."
                );
        });
        return option;
    }

    /// <summary>Null for this library's own.</summary>
    public static IHeadTrainer? Create(string engine) => engine == MLNet ? Heads : null;
}
