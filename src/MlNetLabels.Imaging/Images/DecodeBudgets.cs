using System.Runtime.CompilerServices;

namespace MlNetLabels.Images;

/// <summary>The memory that all who decode with the same options share; it goes with the options.</summary>
internal sealed class DecodeBudgets
{
    // By reference: equal options given by two hosts of one process are still two.
    private static readonly ConditionalWeakTable<ImageOptions, DecodeBudgets> ByOptions = [];

    private DecodeBudgets(ImageOptions options) =>
        (Files, Decoding) = (new MemoryBudget(options.MaxBytes), new MemoryBudget(options.MaxMemory));

    /// <summary>Files on their way, before it is known what decoding them takes.</summary>
    public MemoryBudget Files { get; }

    /// <summary>Images while they are decoded.</summary>
    public MemoryBudget Decoding { get; }

    public static DecodeBudgets For(ImageOptions options) =>
        ByOptions.GetValue(options, static given => new DecodeBudgets(given));
}
