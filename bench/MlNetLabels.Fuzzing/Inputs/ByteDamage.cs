namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>What disks, editors and broken programs do to any file.</summary>
internal static class ByteDamage
{
    private static readonly byte[][] s_strangers =
    [
        [0],
        [0xFF],
        [0xC3],
        [0xED, 0xA0, 0x80],
        [0xEF, 0xBB, 0xBF],
        [(byte)'"'],
        [(byte)'\r'],
        [0x1A],
    ];

    /// <summary>The bytes cut off somewhere, without one of them, or with some that belong nowhere.</summary>
    public static byte[] Of(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length + 1);
        return random.Next(4) switch
        {
            0 => bytes[..at],
            1 when at < bytes.Length => [.. bytes[..at], .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], .. s_strangers[random.Next(s_strangers.Length)], .. bytes[at..]],
        };
    }
}
