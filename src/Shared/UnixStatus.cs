using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MlNetLabels.Data;

/// <summary>Kind, mode and owner of a file, which .NET does not tell; Linux alone.</summary>
internal sealed record UnixStatus(ushort Mode, uint User, uint Group)
{
    private const int CurrentFolder = -100,
        TypeModeAndOwner = 0x1B,
        StatusBytes = 256,
        TypeMask = 0xF000,
        RegularFile = 0x8000,
        Permissions = 0x1FF;

    private const uint Same = uint.MaxValue;

    /// <summary>Whether it is neither folder nor pipe, socket or device.</summary>
    public bool IsRegular => (Mode & TypeMask) == RegularFile;

    /// <summary>What a path leads to; null where there is nothing, or the system does not tell.</summary>
    public static UnixStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // struct statx of the kernel's interface, the same on every processor.
        byte[] status = new byte[StatusBytes];
        try
        {
            if (NativeStatus(CurrentFolder, path, 0, TypeModeAndOwner, status) != 0)
                return null;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
        var fields = status.AsSpan();
        return new(
            BitConverter.ToUInt16(fields[28..]),
            BitConverter.ToUInt32(fields[20..]),
            BitConverter.ToUInt32(fields[24..])
        );
    }

    /// <summary>Gives another file this owner, as far as this user may, and this mode.</summary>
    public void GiveTo(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (Of(path) is { } now && (now.User, now.Group) != (User, Group) && NativeOwner(path, User, Group) != 0)
            _ = NativeOwner(path, Same, Group);
        File.SetUnixFileMode(path, (UnixFileMode)(Mode & Permissions));
    }

    [SupportedOSPlatform("linux")]
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeStatus(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] status
    );

    [SupportedOSPlatform("linux")]
    [DllImport("libc", EntryPoint = "chown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
