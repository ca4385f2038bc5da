using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Onnx;

namespace MlNetLabels.MLNet.Saving;

/// <summary>
/// A graph from embeddings to answers as a fitted step, made of ML.NET's own transforms and <see cref="AnswerFactory"/>:
/// what a model zip holds and what ML.NET's own Load makes of it is the same. Thread-safe.
/// </summary>
internal sealed class OnnxStep : ITransformer, IDisposable
{
    private readonly TemporaryOnnx _file;
    private readonly OnnxColumns _columns;
    private readonly ITransformer _chain;

    /// <param name="onnx">Made by <see cref="PipelineGraph"/> or <see cref="OnnxHead"/>.</param>
    /// <param name="columns">What it reads and gives.</param>
    public OnnxStep(ReadOnlyMemory<byte> onnx, OnnxColumns columns)
    {
        Onnx = onnx;
        _columns = columns;
        _file = new TemporaryOnnx(onnx.Span);
        _chain = columns.Estimator(_file.Path).Fit(columns.Empty());
    }

    public ReadOnlyMemory<byte> Onnx { get; }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _columns.CheckFeatures(inputSchema);
        return _chain.GetOutputSchema(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        _columns.CheckFeatures(input.Schema);
        return _chain.Transform(input);
    }

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _columns.CheckFeatures(inputSchema);
        return _chain.GetRowToRowMapper(inputSchema);
    }

    public void Save(ModelSaveContext ctx) => _chain.Save(ctx);

    public void Dispose()
    {
        (_chain as IDisposable)?.Dispose();
        _file.Dispose();
    }
}
