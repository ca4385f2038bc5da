using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Embeddings of three overlapping classes with their rows: enough to train on without any image.</summary>
internal static class Embeddings
{
    public const int Dimension = 6,
        PerClass = 40;

    public static readonly string[] Classes = ["ant", "bee", "cat"];

    /// <summary>Writes NAME.npy and NAME.csv; returns the path of the first.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Their name.</param>
    /// <param name="header">Columns after the file.</param>
    /// <param name="cells">Cells of a row after the file, by the row's class and index.</param>
    public static string Write(
        TemporaryFolder folder,
        string name,
        string header = "label,group",
        Func<int, int, string>? cells = null
    )
    {
        var random = new Random(5);
        int rows = PerClass * Classes.Length;
        var matrix = new Matrix(rows, Dimension);
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < Dimension; j++)
            matrix[i, j] = (float)(random.NextDouble() * 2 + (j == i % Classes.Length ? 0.8 : 0));
        NpyFile.Write(folder.File(name + ".npy"), matrix);
        cells ??= (label, row) =>
            string.Create(CultureInfo.InvariantCulture, $"{Classes[label]},{(row % 4 == 0 ? "" : $"g{row / 6}")}");
        folder.Write(
            name + ".csv",
            $"file,{header}\n"
                + string.Join(
                    '\n',
                    Enumerable
                        .Range(0, rows)
                        .Select(i =>
                            string.Create(CultureInfo.InvariantCulture, $"row{i},{cells(i % Classes.Length, i)}")
                        )
                )
                + "\n"
        );
        return folder.File(name + ".npy");
    }
}
