using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlNetLabels.Numerics;

namespace MlNetLabels.Data;

/// <summary>
/// What ties embeddings to their rows: hashes in the .json beside an .npy file, written before the files that they are
/// of. Whenever the writing is cut short, they tell an old file from a new one.
/// </summary>
/// <param name="Embeddings">SHA-256 of the values, row after row as little-endian float32.</param>
/// <param name="Rows">SHA-256 of the CSV's bytes.</param>
/// <param name="Files">
/// SHA-256 of the rows' files, in order, one a line: it stays where people add labels to the CSV.
/// </param>
internal sealed record EmbeddingsSeal(string Embeddings, string Rows, string Files)
{
    /// <summary>The member of the .json file that holds it.</summary>
    public const string Member = "seal";

    private const long MostBytes = 16 << 20;

    /// <summary>The .json file beside an .npy file.</summary>
    public static string PathOf(string npy) => Path.ChangeExtension(npy, ".json");

    /// <summary>The CSV of its rows.</summary>
    public static string RowsPath(string npy) => Path.ChangeExtension(npy, ".csv");

    /// <summary>The seal of what is about to be written.</summary>
    /// <param name="embeddings">One row per file.</param>
    /// <param name="csv">The CSV's text.</param>
    /// <param name="files">The files, as the CSV names them.</param>
    public static EmbeddingsSeal Of(Matrix embeddings, string csv, IEnumerable<string> files) =>
        new(HashOf(embeddings), Hex(SHA256.HashData(Encoding.UTF8.GetBytes(csv))), HashOf(files));

    /// <summary>The seal beside an .npy file; null where there is none, as beside files that others made.</summary>
    public static EmbeddingsSeal? Read(string npy)
    {
        string path = PathOf(npy);
        if (!File.Exists(path))
            return null;
        try
        {
            using var json = JsonDocument.Parse(InputFile.ReadBytes(path, MostBytes));
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(Member, out var seal)
                && seal.ValueKind == JsonValueKind.Object
                ? new(Text(seal, "embeddings"), Text(seal, "rows"), Text(seal, "files"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Makes sure that nothing is lost where 'embed' writes: only what it wrote itself is replaced.</summary>
    /// <exception cref="InvalidInputException">A file there is somebody else's, or was changed.</exception>
    public static void CheckReplaced(string npy)
    {
        var seal = Read(npy);
        foreach (string file in new[] { RowsPath(npy), PathOf(npy), npy })
            if (File.Exists(file) && (seal is null || (file == RowsPath(npy) && InputFile.HashOf(file) != seal.Rows)))
                throw new InvalidInputException(
                    file,
                    null,
                    "it is there already, and not as 'embed' wrote it, so it is not overwritten. Give --output another name, or "
                        + "move it away."
                );
    }

    /// <summary>Makes sure that embeddings are those that were written with this seal.</summary>
    /// <exception cref="InvalidInputException">They are not.</exception>
    public void CheckEmbeddings(string npy, Matrix embeddings)
    {
        if (HashOf(embeddings) != Embeddings)
            throw Mixed(npy, "embeddings");
    }

    /// <summary>Makes sure that the rows are those of the embeddings.</summary>
    /// <returns>What to tell the user where the CSV was changed, but still names the same files; else null.</returns>
    /// <exception cref="InvalidInputException">They are of other files, or in another order.</exception>
    public string? CheckRows(string npy, IEnumerable<string> files)
    {
        string path = RowsPath(npy);
        if (!AreFiles(files))
            throw Mixed(path, "rows");
        return InputFile.HashOf(path) == Rows
            ? null
            : $"{path} was changed since 'embed' wrote it; it still names the files of {npy} in their order.";
    }

    /// <summary>Whether these are the files of the rows, in their order, as the CSV names them.</summary>
    public bool AreFiles(IEnumerable<string> files) => HashOf(files) == Files;

    /// <summary>What <see cref="Files"/> is of, file by file: names as whoever reads the CSV finds them.</summary>
    public static byte[] LineOf(string file) => Encoding.UTF8.GetBytes(file.Trim().Replace('\\', '/') + "\n");

    private static InvalidInputException Mixed(string file, string what) =>
        new(
            file,
            null,
            $"these are not the {what} that {PathOf(file)} was written with: one of them is of another run of 'embed', "
                + "or was changed. Run 'embed' again."
        );

    private static string HashOf(Matrix embeddings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int row = 0; row < embeddings.Rows; row++)
            hash.AppendData(MemoryMarshal.AsBytes(embeddings.Row(row)));
        return Hex(hash.GetHashAndReset());
    }

    private static string HashOf(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
            hash.AppendData(LineOf(file));
        return Hex(hash.GetHashAndReset());
    }

    private static string Text(JsonElement seal, string name) =>
        seal.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
