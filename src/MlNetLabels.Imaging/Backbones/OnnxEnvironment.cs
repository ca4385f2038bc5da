using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace MlNetLabels.Backbones;

/// <summary>
/// ONNX Runtime's environment, one a process: it prints nothing and reports nothing to its makers. As it comes, ONNX
/// Runtime (1.29) keeps events in a database in the user's home, to be sent to Microsoft. A host that has made its own
/// environment, or has set ORT_DISABLE_TELEMETRY to anything, keeps what it wants.
/// </summary>
internal static unsafe class OnnxEnvironment
{
    private const string NoTelemetry = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<OrtEnv> Instance = new(Create);

    public static string Version => Instance.Value.GetVersionString();

    public static void EnsureReady() => _ = Instance.Value;

    private static OrtEnv Create()
    {
        // Before anything else: the switch is read by the first call into ONNX Runtime, whichever that is.
        if (Environment.GetEnvironmentVariable(NoTelemetry) is null)
            TurnTelemetryOff();
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

    // .NET's own setter changes no environment that native code sees, but on Windows.
    private static void TurnTelemetryOff()
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
