using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Serving;

/// <summary>
/// Who may call, each by the SHA-256 of a key that only the caller has. Keys are long and random, so that a fast hash is
/// as good as a slow one.
/// </summary>
internal sealed class ApiKeys(IReadOnlyList<ApiKeys.Caller> callers)
{
    private const string AdminWord = "admin",
        HowToHash = "In a shell 'printf %s KEY | sha256sum' gives it.";

    private const long MostBytes = 1 << 20;

    public static ApiKeys None { get; } = new([]);

    public bool IsEmpty => callers.Count == 0;

    /// <summary>Reads a file of lines: the hash in hexadecimal digits, a name, and perhaps 'admin'; # begins a comment.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, holds no key, or a line is none.</exception>
    public static ApiKeys Read(string file)
    {
        var callers = new List<Caller>();
        string[] lines = InputFile.ReadText(file, MostBytes).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            bool isAdmin = words.Length == 3 && words[2] == AdminWord;
            if (
                words.Length != 2 && !isAdmin
                || words[0].Length != 2 * SHA256.HashSizeInBytes
                || !words[0].All(char.IsAsciiHexDigit)
            )
                throw new InvalidInputException(
                    file,
                    i + 1,
                    "a line is the SHA-256 of a key in 64 hexadecimal digits, then a name, and perhaps the word admin. "
                        + HowToHash
                );
            callers.Add(new(Convert.FromHexString(words[0]), words[1], isAdmin));
        }
        return callers.Count > 0
            ? new(callers)
            : throw new InvalidInputException(
                file,
                null,
                $"there is no key in it. A line is the SHA-256 of one, and a name. {HowToHash}"
            );
    }

    /// <summary>Whose key it is; null where it is nobody's. Takes the same time whoever's it is.</summary>
    public Caller? Find(string key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        Caller? found = null;
        foreach (var caller in callers)
            if (CryptographicOperations.FixedTimeEquals(caller.Hash, hash))
                found = caller;
        return found;
    }

    /// <summary>One who may call.</summary>
    public sealed record Caller(byte[] Hash, string Name, bool IsAdmin);
}
