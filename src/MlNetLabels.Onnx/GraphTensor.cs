using static MlNetLabels.Onnx.Protobuf.TensorProto.Types;

namespace MlNetLabels.Onnx;

/// <summary>
/// A tensor of a graph under construction; arithmetic on it appends nodes, with NumPy's broadcasting. Numbers beside a
/// tensor are double precision. Only operators whose form is the same in every opset from 13 on are used (reductions
/// other than ReduceSum are not), so that the nodes fit any backbone's graph.
/// </summary>
internal readonly record struct GraphTensor(GraphScope Scope, string Name)
{
    public static GraphTensor operator +(GraphTensor a, GraphTensor b) => a.Scope.Call("Add", [a, b]);

    public static GraphTensor operator -(GraphTensor a, GraphTensor b) => a.Scope.Call("Sub", [a, b]);

    public static GraphTensor operator *(GraphTensor a, GraphTensor b) => a.Scope.Call("Mul", [a, b]);

    public static GraphTensor operator /(GraphTensor a, GraphTensor b) => a.Scope.Call("Div", [a, b]);

    public static GraphTensor operator +(GraphTensor a, double b) => a + a.Scope.Double(b);

    public static GraphTensor operator -(GraphTensor a, double b) => a - a.Scope.Double(b);

    public static GraphTensor operator *(GraphTensor a, double b) => a * a.Scope.Double(b);

    public static GraphTensor operator /(GraphTensor a, double b) => a / a.Scope.Double(b);

    public static GraphTensor operator -(GraphTensor a) => a.Scope.Call("Neg", [a]);

    public static GraphTensor operator >=(GraphTensor a, GraphTensor b) => a.Scope.Call("GreaterOrEqual", [a, b]);

    public static GraphTensor operator <=(GraphTensor a, GraphTensor b) => b >= a;

    public static GraphTensor operator >(GraphTensor a, GraphTensor b) => a.Scope.Call("Greater", [a, b]);

    public static GraphTensor operator <(GraphTensor a, GraphTensor b) => b > a;

    public GraphTensor Exp() => Scope.Call("Exp", [this]);

    public GraphTensor Log() => Scope.Call("Log", [this]);

    public GraphTensor Abs() => Scope.Call("Abs", [this]);

    public GraphTensor Sqrt() => Scope.Call("Sqrt", [this]);

    public GraphTensor Floor() => Scope.Call("Floor", [this]);

    public GraphTensor Sigmoid() => Scope.Call("Sigmoid", [this]);

    public GraphTensor Pow(double exponent) => Scope.Call("Pow", [this, Scope.Double(exponent)]);

    public GraphTensor AtLeast(GraphTensor least) => Scope.Call("Max", [this, least]);

    public GraphTensor AtLeast(double least) => AtLeast(Scope.Double(least));

    public GraphTensor AtMost(GraphTensor most) => Scope.Call("Min", [this, most]);

    public GraphTensor MatMul(GraphTensor other) => Scope.Call("MatMul", [this, other]);

    public GraphTensor ToDouble() => Cast(DataType.Double);

    public GraphTensor ToFloat() => Cast(DataType.Float);

    public GraphTensor Cast(DataType type) => Scope.Call("Cast", [this], OnnxAttribute.Int("to", (long)type));

    public GraphTensor Transpose(params ReadOnlySpan<long> order) =>
        Scope.Call("Transpose", [this], OnnxAttribute.Ints("perm", order));

    /// <summary>Sum over axis 1, which stays with size 1.</summary>
    public GraphTensor Sum() => Scope.Call("ReduceSum", [this, Scope.Longs(1)]);

    public GraphTensor Softmax() => Scope.Call("Softmax", [this], OnnxAttribute.Int("axis", 1));

    /// <summary>Columns in the given order.</summary>
    public GraphTensor Columns(params ReadOnlySpan<long> columns) =>
        Scope.Call("Gather", [this, Scope.Longs(columns)], OnnxAttribute.Int("axis", 1));

    /// <summary>The <paramref name="count"/> largest columns of each row, largest first.</summary>
    public GraphTensor Largest(int count) => Scope.Top(this, count, largest: true);

    /// <summary>The <paramref name="count"/> smallest columns of each row, smallest first.</summary>
    public GraphTensor Smallest(int count) => Scope.Top(this, count, largest: false);

    /// <summary>All values as one vector.</summary>
    public GraphTensor Flat() => Scope.Call("Reshape", [this, Scope.Longs(-1)]);

    /// <summary>Rows of one column as a vector.</summary>
    public GraphTensor Squeeze() => Scope.Call("Squeeze", [this, Scope.Longs(1)]);

    /// <summary>Where this holds <paramref name="yes"/>, elsewhere <paramref name="no"/>.</summary>
    public GraphTensor Choose(GraphTensor yes, GraphTensor no) => Scope.Call("Where", [this, yes, no]);
}
