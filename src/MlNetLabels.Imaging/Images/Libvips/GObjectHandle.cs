using Microsoft.Win32.SafeHandles;

namespace MlNetLabels.Images.Libvips;

/// <summary>One reference to a GObject: an operation, an image or a region.</summary>
internal sealed class GObjectHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public GObjectHandle()
        : base(ownsHandle: true) { }

    public GObjectHandle(nint reference)
        : base(ownsHandle: true) => SetHandle(reference);

    protected override bool ReleaseHandle()
    {
        NativeMethods.Unref(handle);
        return true;
    }
}
