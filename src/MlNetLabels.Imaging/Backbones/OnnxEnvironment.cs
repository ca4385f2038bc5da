using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace MlNetLabels.Backbones;

/// <summary>
/// ONNX Runtime's environment, one per process: it prints nothing, and records no more events than it does while it is
/// loaded. A host that has made its own environment keeps what it wants.
/// </summary>
internal static unsafe class OnnxEnvironment
{
    private const string NoTelemetry = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<OrtEnv> Instance = new(Create);

    public static string Version => Instance.Value.GetVersionString();

    public static void EnsureReady() => _ = Instance.Value;

    /// <summary>
    /// Sets the variable that ONNX Runtime reads in the first call into it, whichever that is; false where that is over.
    /// </summary>
    public static bool DisableTelemetry()
    {
        if (Environment.GetEnvironmentVariable(NoTelemetry) is null)
            SetVariable();
        return !OrtEnv.IsCreated;
    }

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
            var environment = OrtEnv.CreateInstanceWithOptions(ref options);
            environment.DisableTelemetryEvents();
            return environment;
        }
        catch (OnnxRuntimeException) when (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance(); /* the host was faster */
        }
    }

    // .NET's own setter changes no environment that native code sees, but on Windows.
    private static void SetVariable()
    {
        Environment.SetEnvironmentVariable(NoTelemetry, "1");
        if (
            OperatingSystem.IsWindows()
            || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "setenv", out nint export)
        )
            return;
        fixed (
            byte* name = Encoding.UTF8.GetBytes(NoTelemetry + '\0'),
                value = "1\0"u8
        )
            _ = ((delegate* unmanaged<byte*, byte*, int, int>)export)(name, value, 1);
    }
}
