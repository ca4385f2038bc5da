namespace MlNetLabels.Images.Jpeg;

/// <summary>Grey, or one of Y, Cb, Cr.</summary>
/// <param name="id">Its number in the file.</param>
/// <param name="across">Blocks across in one unit of the scan.</param>
/// <param name="down">Blocks down in one unit of the scan.</param>
/// <param name="quantiserIndex">Which quantiser it names.</param>
internal sealed class JpegComponent(int id, int across, int down, int quantiserIndex)
{
    public int Id => id;

    public int Across => across;

    public int Down => down;

    public int QuantiserIndex => quantiserIndex;

    /// <summary>What each coefficient is multiplied by, in the file's order.</summary>
    public float[] Quantiser { get; set; } = [];

    public JpegHuffman Dc { get; set; } = JpegHuffman.Empty;

    public JpegHuffman Ac { get; set; } = JpegHuffman.Empty;
}
