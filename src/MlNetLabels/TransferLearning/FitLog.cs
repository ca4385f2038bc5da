using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.TransferLearning;

/// <summary>Tells a fit's stages and warnings to the context's log, and every step to whoever asked for progress.</summary>
internal sealed class FitLog : IProgress<WorkProgress>, IDisposable
{
    private const string Name = "TransferLearning";

    private readonly IHost _host;
    private readonly IChannel _channel;
    private readonly IProgress<WorkProgress>? _progress;
    private string? _stage;

    public FitLog(MLContext context, IProgress<WorkProgress>? progress)
    {
        _host = ((IHostEnvironment)context).Register(Name);
        _channel = _host.Start(Name);
        _progress = progress;
    }

    /// <summary>A seed from the context's own.</summary>
    public int NextSeed() => _host.Rand.Next();

    public void Report(WorkProgress value)
    {
        if (_stage != value.Phase)
            Info(_stage = value.Phase);
        _progress?.Report(value);
    }

    public void Warn(string message) => _channel.Warning(MessageSensitivity.UserData, "{0}", message);

    /// <summary>Says what the model's user should know.</summary>
    public void Finish(Model model)
    {
        foreach (string warning in model.SwitchedOff().Concat(model.Description.Warnings))
            Warn(warning);
    }

    public void Dispose() => _channel.Dispose();

    private void Info(string message) => _channel.Info(MessageSensitivity.UserData, "{0}", message);
}
