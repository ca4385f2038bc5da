namespace MlNetLabels.Caching;

/// <summary>When an embedding was last used, in whole seconds, as the cache stores it.</summary>
internal static class CacheTime
{
    /// <summary>Uses closer together than this count as one, so that reading again and again does not write.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromHours(1);

    public static long ToSeconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    // A damaged number must not be an error of its own.
    public static DateTimeOffset From(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(
            Math.Clamp(
                seconds,
                DateTimeOffset.MinValue.ToUnixTimeSeconds(),
                DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            )
        );
}
