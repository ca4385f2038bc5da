namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>What was measured; times in seconds for one image.</summary>
internal sealed record EmbedResult
{
    public required int Images { get; init; }

    public required int Threads { get; init; }

    /// <summary>Reading a file and hashing it, one thread alone.</summary>
    public required double Reading { get; init; }

    /// <summary>libvips' own thumbnail of the wanted size, from bytes in memory to pixels, one thread alone.</summary>
    public required double Thumbnail { get; init; }

    /// <summary>d: from a file's bytes in memory to the tensor, one thread alone.</summary>
    public required double Decode { get; init; }

    /// <summary>b: from the tensor to the embedding, one thread alone.</summary>
    public required double Network { get; init; }

    /// <summary>d where libvips decodes, as it does whatever is no ordinary JPEG.</summary>
    public required double DecodeByLibvips { get; init; }

    /// <summary>b where ONNX Runtime runs the network, as it does any but the bundled one.</summary>
    public required double NetworkByRuntime { get; init; }

    /// <summary>Gigaflops of one core in vectors of sixteen floats, or eight where it has no more.</summary>
    public required double Roof { get; init; }

    /// <summary>The whole pipeline on one thread, a pass over all images.</summary>
    public required double Alone { get; init; }

    /// <summary>Images a second that as many processes as threads embed together, each on one thread.</summary>
    public required double ProcessesRate { get; init; }

    /// <summary>Embedding one path, over d + b of that image, at the median.</summary>
    public required double SingleOverParts { get; init; }

    public required PipelineRun Pipeline { get; init; }

    /// <summary>Images a second that n threads could embed at most, if none slowed another.</summary>
    public double Limit => Threads / (Decode + Network);

    public double Rate => Images / Pipeline.Seconds;
}

/// <summary>One run over all images.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="Processor">Processor time of the whole process meanwhile, in seconds.</param>
/// <param name="Pause">Seconds in which garbage collection stopped all threads.</param>
/// <param name="Collections">Full garbage collections.</param>
/// <param name="Allocated">Managed bytes per image, the embeddings themselves not counted.</param>
/// <param name="Skipped">Files that could not be read.</param>
internal sealed record PipelineRun(
    double Seconds,
    double Processor,
    double Pause,
    int Collections,
    double Allocated,
    int Skipped
);
