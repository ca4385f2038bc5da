using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlNetLabels.Backbones.Direct;
using MlNetLabels.Imaging;
using MlNetLabels.Shared;

namespace MlNetLabels.Backbones;

/// <summary>
/// An ONNX Runtime session, or a network that runs without it, with one float input and one float output, for many
/// callers at once: a call runs on the caller's thread alone, and ONNX Runtime keeps what it has to say to itself.
/// Disposing it while calls run frees it once the last of them has ended.
/// </summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession? _session;
    private readonly DirectNetwork? _direct;
    private readonly RunOptions? _quiet;
    private readonly string[] _input = [];
    private readonly string[] _output = [];
    private readonly UseCount _uses;

    /// <summary>A network that runs without ONNX Runtime.</summary>
    public OnnxSession(DirectNetwork network)
    {
        _direct = network;
        _uses = new UseCount(Free);
    }

    /// <exception cref="OnnxRuntimeException">ONNX Runtime does not take the model.</exception>
    public OnnxSession(byte[] model, string input, string output)
    {
        OnnxEnvironment.EnsureReady();
        (_input, _output) = ([input], [output]);
        _quiet = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var options = new SessionOptions
        {
            // An arena is one for all callers behind one lock; a heap that keeps what each thread freed serves them
            // side by side.
            EnableCpuMemArena = !NativeHeap.KeepsFreedMemory,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        _session = new InferenceSession(model, options);
        _uses = new UseCount(Free);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => Session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => Session.OutputMetadata;

    private InferenceSession Session =>
        _session ?? throw new InvalidOperationException("This network runs without ONNX Runtime.");

    /// <summary>
    /// Fills <paramref name="output"/>, which must have exactly the shape that the model makes of
    /// <paramref name="input"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The session was disposed before the call.</exception>
    public unsafe void Run(ReadOnlySpan<float> input, long[] inputShape, Span<float> output, long[] outputShape)
    {
        using var use = _uses.Enter(nameof(Backbone));
        if (_direct is { } direct)
        {
            direct.Run(input, output);
            return;
        }
        fixed (
            float* from = input,
                to = output
        )
        {
            using var tensor = Wrap(from, input.Length, inputShape);
            using var result = Wrap(to, output.Length, outputShape);
            Session.Run(_quiet, _input, [tensor], _output, [result]);
        }
    }

    /// <summary>The shape and type of what the model makes of zeros.</summary>
    public unsafe (TensorElementType Type, long[] Shape) Probe(long[] inputShape)
    {
        var zeros = new float[inputShape.Aggregate(1L, (a, b) => checked(a * b))];
        fixed (float* from = zeros)
        {
            using var tensor = Wrap(from, zeros.Length, inputShape);
            using var results = Session.Run(_quiet, _input, [tensor], _output);
            var found = results[0].GetTensorTypeAndShape();
            return (found.ElementDataType, found.Shape);
        }
    }

    public void Dispose() => _uses.Close();

    private void Free()
    {
        _session?.Dispose();
        _quiet?.Dispose();
    }

    private static unsafe OrtValue Wrap(float* values, int length, long[] shape) =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            TensorElementType.Float,
            shape,
            (nint)values,
            (long)length * sizeof(float)
        );
}
