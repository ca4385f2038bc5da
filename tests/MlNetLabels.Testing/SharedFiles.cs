using System.Text.Json;
using MlNetLabels.Numerics;
using Xunit;

namespace MlNetLabels.Testing;

/// <summary>
/// Reference values and test images that lie beside the checkout; a test that asks for a missing one reports itself
/// skipped.
/// </summary>
public static class SharedFiles
{
    /// <summary>The repository's top folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The full path of a file or folder under shared/, or a skip.</summary>
    public static string Path(params string[] parts)
    {
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine([Repository, "..", "shared", .. parts]));
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"{path} is not there.");
        return path;
    }

    /// <summary>One reference file as JSON, or a skip.</summary>
    public static JsonElement Reference(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path("reference", name)));
        return document.RootElement.Clone();
    }

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

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "MlNetLabels.sln")))
                return folder.FullName;
        throw new InvalidOperationException(
            "The tests run from inside the repository: MlNetLabels.sln was not found above them."
        );
    }
}
