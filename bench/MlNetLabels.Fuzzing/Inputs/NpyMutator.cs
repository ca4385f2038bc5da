using System.Text;

namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>Changes the header of an .npy file, or some of its values.</summary>
internal static class NpyMutator
{
    private static readonly float[] s_values =
    [
        float.NaN,
        float.PositiveInfinity,
        float.MaxValue,
        float.MinValue,
        3e38f,
        1e15f,
        1e-38f,
        float.Epsilon,
        -float.Epsilon,
        0,
        1,
    ];

    private static readonly string[] s_descriptions = ["<f8", ">f4", "|O", "", "<f4\0"];

    private static readonly string[] s_shapes =
    [
        "()",
        "(3,)",
        "(0, 6)",
        "(120, 0)",
        "(-1, 6)",
        "(2147483647, 2147483647)",
        "(99999999999, 6)",
        "(6, 120)",
        "(120, 5)",
        "(1, 720)",
        "(720, 1)",
        "(120L, 6L)",
    ];

    /// <summary>The file with one change.</summary>
    /// <param name="npy">A file of version 1.</param>
    /// <param name="random">Chooses.</param>
    public static byte[] Change(byte[] npy, Random random)
    {
        int start = 10 + BitConverter.ToUInt16(npy, 8);
        string header = Encoding.ASCII.GetString(npy, 10, start - 10);
        byte[] changed = [.. npy];
        switch (random.Next(7))
        {
            case 0:
                return WithHeader(
                    npy,
                    header.Replace("<f4", s_descriptions[random.Next(s_descriptions.Length)]),
                    start
                );
            case 1:
                int from = header.IndexOf('('),
                    to = header.IndexOf(')') + 1;
                return WithHeader(npy, header[..from] + s_shapes[random.Next(s_shapes.Length)] + header[to..], start);
            case 2:
                return WithHeader(npy, header.Replace("False", random.Next(2) == 0 ? "True" : "0"), start);
            case 3:
                changed[random.Next(start)] = (byte)random.Next(256);
                return changed;
            case 4:
                return ByteDamage.Of(npy, random);
            case 5:
                Put(changed, start + 4 * random.Next((npy.Length - start) / 4), Value(random));
                return changed;
            default:
                // A whole column, or all of it, by now and then.
                int columns = random.Next(2) == 0 ? 6 : 1;
                float value = Value(random);
                for (int at = start + 4 * random.Next(columns); at + 4 <= changed.Length; at += 4 * columns)
                    Put(changed, at, value);
                return changed;
        }
    }

    private static float Value(Random random) => s_values[random.Next(s_values.Length)];

    private static void Put(byte[] bytes, int at, float value) => BitConverter.TryWriteBytes(bytes.AsSpan(at), value);

    private static byte[] WithHeader(byte[] npy, string header, int start)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(header);
        return [.. npy[..8], .. BitConverter.GetBytes((ushort)bytes.Length), .. bytes, .. npy[start..]];
    }
}
