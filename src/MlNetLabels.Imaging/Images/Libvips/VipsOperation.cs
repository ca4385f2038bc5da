using System.Globalization;

namespace MlNetLabels.Images.Libvips;

/// <summary>
/// One libvips operation by its nickname: set the arguments, run it, take the output. It is built directly and not
/// through libvips' operation cache, which would keep pointers into memory that is ours.
/// </summary>
internal sealed class VipsOperation : IDisposable
{
    private static readonly nuint ImageType = NativeMethods.ImageType();
    private static readonly nuint BlobType = NativeMethods.BlobType();

    private readonly string _nickname;
    private readonly GObjectHandle _operation;

    public VipsOperation(string nickname)
    {
        _nickname = nickname;
        _operation = NativeMethods.OperationNew(nickname);
        if (_operation.IsInvalid)
            throw new VipsException(nickname);
    }

    public void Set(string name, string value)
    {
        if (NativeMethods.SetArgument(_operation, name, value) != 0)
            throw new VipsException($"{_nickname}.{name}");
    }

    public void Set(string name, int value) => Set(name, value.ToString(CultureInfo.InvariantCulture));

    public void Set(string name, double value) => Set(name, value.ToString("R", CultureInfo.InvariantCulture));

    public void Set(string name, GObjectHandle image)
    {
        var value = GValue.Of(ImageType);
        NativeMethods.ValueSetObject(ref value, image);
        NativeMethods.SetProperty(_operation, name, ref value);
        NativeMethods.ValueUnset(ref value);
    }

    /// <summary>
    /// Bytes that are not copied: they must stay where they are until the operation and all images made from it are
    /// gone.
    /// </summary>
    public unsafe void Set(string name, ReadOnlySpan<byte> pinned)
    {
        fixed (byte* data = pinned)
        {
            nint blob = NativeMethods.BlobNew(0, data, (nuint)pinned.Length);
            var value = GValue.Of(BlobType);
            NativeMethods.ValueSetBoxed(ref value, blob);
            NativeMethods.SetProperty(_operation, name, ref value);
            NativeMethods.ValueUnset(ref value);
            NativeMethods.AreaUnref(blob);
        }
    }

    /// <summary>Runs the operation and gives its output image.</summary>
    public GObjectHandle Run()
    {
        Build();
        var value = GValue.Of(ImageType);
        NativeMethods.GetProperty(_operation, "out", ref value);
        var image = new GObjectHandle(NativeMethods.Ref(NativeMethods.ValueGetObject(ref value)));
        NativeMethods.ValueUnset(ref value);
        NativeMethods.UnrefOutputs(_operation);
        return image;
    }

    /// <summary>Runs an operation that saves and gives a copy of the bytes that it made.</summary>
    public unsafe byte[] RunToBytes()
    {
        Build();
        var value = GValue.Of(BlobType);
        NativeMethods.GetProperty(_operation, "buffer", ref value);
        byte* data = NativeMethods.BlobGet(NativeMethods.ValueGetBoxed(ref value), out nuint length);
        byte[] bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        NativeMethods.ValueUnset(ref value);
        NativeMethods.UnrefOutputs(_operation);
        return bytes;
    }

    public void Dispose() => _operation.Dispose();

    private void Build()
    {
        if (NativeMethods.Build(_operation) == 0)
            return;
        NativeMethods.UnrefOutputs(_operation);
        throw new VipsException(_nickname);
    }
}
