using System.CommandLine;
using MlNetLabels.MLNet;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Work;

/// <summary>What can fit heads: this library's own solver, or ML.NET's trainers.</summary>
internal static class Engines
{
    private const string BuiltIn = "built-in",
        MLNet = "mlnet";

    public static Option<string> Option()
    {
        var option = new Option<string>("--engine")
        {
            Description = "What fits the heads: built-in (default), or mlnet for ML.NET's L-BFGS trainers.",
            DefaultValueFactory = _ => BuiltIn,
        };
        option.AcceptOnlyFromAmong(BuiltIn, MLNet);
        return option;
    }

    /// <summary>Null for this library's own.</summary>
    public static IHeadTrainer? Create(string engine) => engine == MLNet ? new MLNetHeads() : null;
}
