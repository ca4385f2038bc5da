using System.Text.Json;
using MlNetLabels.Numerics;

namespace MlNetLabels.Testing;

/// <summary>The reference values in <c>Reference/</c>: what other libraries make of the same numbers.</summary>
public static class ReferenceFiles
{
    private static readonly string Folder = Path.Combine(
        SharedFiles.Repository,
        "tests",
        "MlNetLabels.Testing",
        "Reference"
    );

    /// <summary>One reference file as JSON.</summary>
    public static JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));
        return document.RootElement.Clone();
    }

    /// <summary>The .npy file with a set's embeddings.</summary>
    public static string Embeddings(string set) => Path.Combine(Folder, "embeddings", set + ".npy");

    /// <summary>The CSV that names the rows of a set's embeddings.</summary>
    public static string Rows(string set) => Path.Combine(Folder, "embeddings", set + ".csv");

    /// <summary>A JSON array of numbers.</summary>
    public static double[] Doubles(this JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetDouble())];

    /// <summary>A JSON array of whole numbers.</summary>
    public static int[] Ints(this JsonElement array) => [.. array.EnumerateArray().Select(x => x.GetInt32())];

    /// <summary>A JSON array of rows of numbers.</summary>
    public static Matrix ToMatrix(this JsonElement rows)
    {
        double[][] values = [.. rows.EnumerateArray().Select(Doubles)];
        var matrix = new Matrix(values.Length, values.Length == 0 ? 0 : values[0].Length);
        for (int i = 0; i < values.Length; i++)
        for (int j = 0; j < matrix.Columns; j++)
            matrix[i, j] = (float)values[i][j];
        return matrix;
    }
}
