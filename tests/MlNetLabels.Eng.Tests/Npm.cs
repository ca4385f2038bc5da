using MlNetLabels.Testing;

namespace MlNetLabels.Eng.Tests;

/// <summary>What the build takes from npm.</summary>
internal static class Npm
{
    /// <summary>The weights of the bundled backbone.</summary>
    public static string Weights =>
        Path.Combine(
            SharedFiles.Repository,
            "node_modules",
            "@qvac",
            "classification-ggml",
            "weights",
            "mobilenetv3_3class_v3_fp16.gguf"
        );
}
