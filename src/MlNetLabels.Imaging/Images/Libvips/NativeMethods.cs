using System.Runtime.InteropServices;

namespace MlNetLabels.Images.Libvips;

/// <summary>
/// The part of the C API of libvips, GObject and GLib that is used. Nothing variadic: its calling convention differs on
/// some machines.
/// </summary>
internal static unsafe partial class NativeMethods
{
    public const string Vips = "vips";
    public const string GObject = "gobject-2.0";
    public const string GLib = "glib-2.0";

    [LibraryImport(Vips, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string programName);

    [LibraryImport(Vips, EntryPoint = "vips_version")]
    public static partial int Version(int part);

    [LibraryImport(Vips, EntryPoint = "vips_cache_set_max")]
    public static partial void CacheSetMax(int operations);

    [LibraryImport(Vips, EntryPoint = "vips_concurrency_set")]
    public static partial void ConcurrencySet(int threads);

    [LibraryImport(Vips, EntryPoint = "vips_block_untrusted_set")]
    public static partial void BlockUntrustedSet(int blocked);

    [LibraryImport(Vips, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void OperationBlockSet(string className, int blocked);

    [LibraryImport(Vips, EntryPoint = "vips_error_buffer_copy")]
    public static partial byte* ErrorBufferCopy();

    [LibraryImport(Vips, EntryPoint = "vips_error_clear")]
    public static partial void ErrorClear();

    [LibraryImport(Vips, EntryPoint = "vips_thread_shutdown")]
    public static partial void ThreadShutdown();

    [LibraryImport(Vips, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial GObjectHandle OperationNew(string nickname);

    [LibraryImport(
        Vips,
        EntryPoint = "vips_object_set_argument_from_string",
        StringMarshalling = StringMarshalling.Utf8
    )]
    public static partial int SetArgument(GObjectHandle operation, string name, string value);

    [LibraryImport(Vips, EntryPoint = "vips_object_build")]
    public static partial int Build(GObjectHandle operation);

    [LibraryImport(Vips, EntryPoint = "vips_object_unref_outputs")]
    public static partial void UnrefOutputs(GObjectHandle operation);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_type")]
    public static partial nuint ImageType();

    [LibraryImport(Vips, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    [LibraryImport(Vips, EntryPoint = "vips_blob_new")]
    public static partial nint BlobNew(nint free, void* data, nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_blob_get")]
    public static partial byte* BlobGet(nint blob, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_area_unref")]
    public static partial void AreaUnref(nint area);

    [LibraryImport(Vips, EntryPoint = "vips_image_new_from_memory_copy")]
    public static partial GObjectHandle ImageFromMemory(
        void* data,
        nuint size,
        int width,
        int height,
        int bands,
        int format
    );

    [LibraryImport(Vips, EntryPoint = "vips_image_get_width")]
    public static partial int Width(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_height")]
    public static partial int Height(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_bands")]
    public static partial int Bands(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_format")]
    public static partial int Format(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_interpretation")]
    public static partial int Interpretation(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_orientation")]
    public static partial int Orientation(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_hasalpha")]
    public static partial int HasAlpha(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint FieldType(GObjectHandle image, string name);

    [LibraryImport(Vips, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetBlob(GObjectHandle image, string name, out void* data, out nuint length);

    [LibraryImport(Vips, EntryPoint = "vips_format_sizeof")]
    public static partial ulong ElementSize(int format);

    [LibraryImport(Vips, EntryPoint = "vips_region_new")]
    public static partial GObjectHandle RegionNew(GObjectHandle image);

    [LibraryImport(Vips, EntryPoint = "vips_region_fetch")]
    public static partial byte* RegionFetch(
        GObjectHandle region,
        int left,
        int top,
        int width,
        int height,
        out nuint length
    );

    [LibraryImport(GObject, EntryPoint = "g_object_ref")]
    public static partial nint Ref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(GObjectHandle instance, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(GObjectHandle instance, string name, ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_init")]
    public static partial nint ValueInit(ref GValue value, nuint type);

    [LibraryImport(GObject, EntryPoint = "g_value_unset")]
    public static partial void ValueUnset(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_object")]
    public static partial void ValueSetObject(ref GValue value, GObjectHandle instance);

    [LibraryImport(GObject, EntryPoint = "g_value_get_object")]
    public static partial nint ValueGetObject(ref GValue value);

    [LibraryImport(GObject, EntryPoint = "g_value_set_boxed")]
    public static partial void ValueSetBoxed(ref GValue value, nint boxed);

    [LibraryImport(GObject, EntryPoint = "g_value_get_boxed")]
    public static partial nint ValueGetBoxed(ref GValue value);

    [LibraryImport(GLib, EntryPoint = "g_free")]
    public static partial void Free(void* memory);

    [LibraryImport(GLib, EntryPoint = "g_log_set_default_handler")]
    public static partial nint LogSetDefaultHandler(
        delegate* unmanaged<byte*, int, byte*, nint, void> handler,
        nint data
    );
}
