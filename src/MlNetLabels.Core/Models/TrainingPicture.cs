namespace MlNetLabels.Models;

/// <summary>A small picture of a training image that a bundle keeps, where that was asked for.</summary>
/// <param name="File">The image's name in the dataset.</param>
/// <param name="Names">Its class or labels.</param>
/// <param name="Picture">An encoded picture of few pixels; empty where none could be made.</param>
internal sealed record TrainingPicture(string File, IReadOnlyList<string> Names, byte[] Picture)
{
    private const int MostCharacters = 4096,
        MostBytes = 64 << 10;

    /// <exception cref="InvalidInputException">It is none that training keeps.</exception>
    public void Check()
    {
        if (File is null or { Length: 0 or > MostCharacters } || Names is null || Names.Any(string.IsNullOrWhiteSpace))
            throw new InvalidInputException("a picture of a training image has no name, or one too long");
        if (Picture is null || Picture.Length > MostBytes)
            throw new InvalidInputException($"the picture of '{File}' has more than {MostBytes} bytes");
        if (Picture.Length > 0 && !IsImage(Picture))
            throw new InvalidInputException($"the picture of '{File}' is none");
    }

    // WebP, JPEG and PNG: what browsers are shown it as.
    private static bool IsImage(ReadOnlySpan<byte> bytes) =>
        (bytes.StartsWith("RIFF"u8) && bytes.Length > 12 && bytes[8..12].SequenceEqual("WEBP"u8))
        || bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF])
        || bytes.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47]);
}
