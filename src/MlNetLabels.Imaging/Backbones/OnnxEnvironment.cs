using Microsoft.ML.OnnxRuntime;

namespace MlNetLabels.Backbones;

/// <summary>
/// ONNX Runtime's environment, one per process. Where the host has made none, this one prints nothing.
/// </summary>
internal static class OnnxEnvironment
{
    private static readonly Lazy<OrtEnv> Instance = new(Create);

    public static string Version => Instance.Value.GetVersionString();

    public static void EnsureReady() => _ = Instance.Value;

    private static OrtEnv Create()
    {
        if (OrtEnv.IsCreated)
            return OrtEnv.Instance();
        var options = new EnvironmentCreationOptions
        {
            logId = "mlnetlabels",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (OnnxRuntimeException) when (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance(); /* the host was faster */
        }
    }
}
