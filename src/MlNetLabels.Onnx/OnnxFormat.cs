using MlNetLabels.Onnx.Protobuf;

namespace MlNetLabels.Onnx;

/// <summary>The versions of the format that graphs are written in.</summary>
internal static class OnnxFormat
{
    /// <summary>Of the operators.</summary>
    public const int Opset = 17;

    /// <summary>Of the file's structure.</summary>
    public const int Ir = 8;

    /// <summary>A file with an empty graph.</summary>
    public static ModelProto NewFile(string graph) =>
        new()
        {
            IrVersion = Ir,
            Graph = new GraphProto { Name = graph },
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = Opset },
            },
        };
}
