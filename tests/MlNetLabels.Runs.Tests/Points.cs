using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>Embeddings of three overlapping classes with their rows: enough to train on without any image.</summary>
internal static class Points
{
    public const int PerClass = 60;

    public static readonly string[] Classes = ["ant", "bee", "cat"];

    private const int Dimension = 6;

    /// <summary>Writes NAME.npy and NAME.csv; returns the path of the first.</summary>
    public static string Write(TemporaryFolder folder, string name, double shift = 0, double spread = 2)
    {
        var random = new Random(5);
        var matrix = new Matrix(PerClass * Classes.Length, Dimension);
        var rows = new List<string> { "file,label" };
        for (int i = 0; i < matrix.Rows; i++)
        {
            int label = i % Classes.Length;
            for (int j = 0; j < Dimension; j++)
                matrix[i, j] = (float)(random.NextDouble() * spread + (j == label ? 1.2 : 0) + shift);
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"row{i},{Classes[label]}"));
        }
        NpyFile.Write(folder.File(name + ".npy"), matrix);
        folder.Write(name + ".csv", string.Join('\n', rows) + "\n");
        return folder.File(name + ".npy");
    }
}
