using Microsoft.ML.OnnxRuntime;
using MlNetLabels.Numerics;

namespace MlNetLabels.Onnx.Tests;

/// <summary>ONNX Runtime on an exported file, loaded as strictly as it can be asked to.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(OnnxExport export)
        : this(export.Onnx.ToArray()) { }

    public OnnxRun(byte[] file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.strict_shape_type_inference", "1");
        _session = new InferenceSession(file, options);
    }

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    public OnnxAnswers Heads(Matrix embeddings) =>
        Run("embedding", embeddings.Span.ToArray(), embeddings.Rows, embeddings.Columns);

    public OnnxAnswers Run<T>(string input, T[] values, params long[] shape)
        where T : unmanaged
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var run = new RunOptions();
        using var results = _session.Run(run, [input], [tensor], _session.OutputNames);
        return new OnnxAnswers(_session.OutputNames.Zip(results, (name, value) => (name, Read(value))).ToDictionary());
    }

    public void Dispose() => _session.Dispose();

    private static (long[] Shape, Array Values) Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return (
            info.Shape,
            info.ElementDataType switch
            {
                Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => value
                    .GetTensorDataAsSpan<float>()
                    .ToArray(),
                Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => value.GetTensorDataAsSpan<long>().ToArray(),
                Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => value.GetTensorDataAsSpan<bool>().ToArray(),
                var other => throw new NotSupportedException(other.ToString()),
            }
        );
    }
}

/// <summary>Everything a graph said of a batch, by output.</summary>
internal sealed record OnnxAnswers(IReadOnlyDictionary<string, (long[] Shape, Array Values)> Outputs)
{
    public float[] Floats(string name) => (float[])Outputs[name].Values;

    public long[] Longs(string name) => (long[])Outputs[name].Values;

    public bool[] Bools(string name) => (bool[])Outputs[name].Values;
}
