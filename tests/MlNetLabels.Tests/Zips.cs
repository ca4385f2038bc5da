using Microsoft.ML;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Models to a zip and back.</summary>
internal static class Zips
{
    public static string SaveTo(this ITransformer model, TemporaryFolder folder, DataViewSchema schema)
    {
        string path = folder.File($"{Guid.NewGuid():N}.zip");
        new MLContext().Model.Save(model, schema, path);
        return path;
    }

    /// <summary>By ML.NET's own Save and Load alone, in a context that has seen nothing of ours.</summary>
    public static ITransformer SavedAndLoaded(this ITransformer model, TemporaryFolder folder, DataViewSchema schema) =>
        new MLContext().Model.Load(model.SaveTo(folder, schema), out _);
}
