namespace MlNetLabels.Testing.Imaging;

/// <summary>Damage at places spread evenly over a file: cut off there, a byte turned over, a run of it overwritten.</summary>
internal static class Damage
{
    public static readonly string[] Kinds = ["cut", "flip", "bit", "zeros"];

    /// <summary>A twentieth of a file, as when a block of a disk or a packet is lost.</summary>
    private const int Share = 20;

    /// <summary>The damaged copy, and where it begins; place is 0 to places - 1.</summary>
    public static byte[] Of(byte[] file, string kind, int place, int places)
    {
        int at = (int)((long)file.Length * place / places);
        if (kind == "cut")
            return file[..at];
        byte[] damaged = [.. file];
        if (kind == "flip")
            damaged[at] ^= 0xFF;
        else if (kind == "bit")
            damaged[at] ^= (byte)(1 << place % 8);
        else
            damaged.AsSpan(at, Math.Min(file.Length / Share, file.Length - at)).Clear();
        return damaged;
    }
}
