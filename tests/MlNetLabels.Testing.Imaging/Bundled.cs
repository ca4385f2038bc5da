using MlNetLabels.Backbones;

namespace MlNetLabels.Testing.Imaging;

/// <summary>The bundled backbone, loaded once for all tests, and tensors to feed it.</summary>
internal static class Bundled
{
    public const string Name = "mobilenet-v3-small";

    private static readonly Lazy<Backbone> Loaded = new(() => Backbone.Load(Name));

    public static Backbone Backbone => Loaded.Value;

    /// <summary>The card that the package is built with.</summary>
    public static string Card => Path.Combine(SharedFiles.Repository, "models", Name + ".json");

    /// <summary>The reference's tensor (see its note); other phases give other images.</summary>
    public static float[] Wave(double phase = 0)
    {
        const int Side = 224;
        var tensor = new float[3 * Side * Side];
        for (int c = 0, i = 0; c < 3; c++)
        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
            tensor[i++] = (float)(1.5 * Math.Sin(0.11 * x + 0.7 * c + phase) * Math.Cos(0.07 * y - 0.3 * c));
        return tensor;
    }
}
