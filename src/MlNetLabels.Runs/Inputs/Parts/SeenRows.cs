using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Runs;

/// <summary>Tells rows that list an image again, by hashes, so that no names are held.</summary>
/// <param name="rows">How many are to be seen at most.</param>
internal sealed class SeenRows(int rows)
{
    private const char Between = '\u001F';

    private readonly HashSet<UInt128> _hashes = new(rows);

    /// <summary>Rows that are not alike.</summary>
    public int Count => _hashes.Count;

    /// <summary>Whether no row before was of this file and said the same.</summary>
    public bool Add(string file, IEnumerable<string?> said) =>
        _hashes.Add(
            BinaryPrimitives.ReadUInt128BigEndian(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(Between, said.Prepend(file))))
            )
        );
}
