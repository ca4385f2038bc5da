using System.ComponentModel.DataAnnotations;
using MlNetLabels.Monitoring;

namespace MlNetLabels.Hosting;

/// <summary>
/// The configuration section <c>MlNetLabels</c>: which models a service has, and what their work may cost. Checked when
/// the host starts.
/// </summary>
public sealed class MlNetLabelsOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "MlNetLabels";

    private const string ATick = "00:00:00.001",
        AnHour = "01:00:00",
        ADay = "1.00:00:00";

    /// <summary>Models by name; a name is 1 to 100 letters, digits, dots, dashes and underscores.</summary>
    public IDictionary<string, ModelOptions> Models { get; } = new Dictionary<string, ModelOptions>();

    /// <summary>
    /// The model of an <see cref="IImagePredictor"/> without a key. Default: the first one added in code, or the only one.
    /// </summary>
    public string? DefaultModel { get; set; }

    /// <summary>Images in work at once, one a thread. Default: the number of cores, with which the engine is fastest.</summary>
    [Range(1, 1024)]
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>Images that may wait for a worker; the next is refused with <see cref="BusyException"/>. 256 by default.</summary>
    [Range(0, 1_000_000)]
    public int QueueLength { get; set; } = 256;

    /// <summary>Longest wait for a worker, after which an image is refused. 5 s by default.</summary>
    [Range(typeof(TimeSpan), ATick, AnHour)]
    public TimeSpan QueueTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of images that have come and wait, all together; more are refused. 512 MiB by default.</summary>
    [Range(1L, 1L << 40)]
    public long MaxQueuedBytes { get; set; } = 512L << 20;

    /// <summary>Bytes that one image may have. 32 MiB by default.</summary>
    [Range(1L, (1L << 31) - 64)]
    public long MaxImageBytes { get; set; } = 32L << 20;

    /// <summary>Pixels (width x height) that one image may have. 100 million by default.</summary>
    [Range(1L, 1L << 40)]
    public long MaxPixels { get; set; } = 100_000_000;

    /// <summary>Memory that images share while they are decoded. 350 MiB by default.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxDecodeMemory { get; set; } = 350L << 20;

    /// <summary>Time that one image may take to decode. 10 s by default.</summary>
    [Range(typeof(TimeSpan), ATick, AnHour)]
    public TimeSpan DecodeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often watched files are looked at; a system that tells of changes is heard besides. 1 s by default.</summary>
    [Range(typeof(TimeSpan), ATick, ADay)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a changed file must stay as it is before it is read. 0.5 s by default.</summary>
    [Range(typeof(TimeSpan), ATick, AnHour)]
    public TimeSpan SettlingTime { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Bytes that a bundle from an address may have. 1 GiB by default.</summary>
    [Range(1L, (1L << 31) - 64)]
    public long MaxModelBytes { get; set; } = 1L << 30;

    /// <summary>
    /// Different images that make a window of <see cref="IPredictionMonitor"/>; 0 to watch nothing. 200 by default.
    /// </summary>
    [Range(0, PredictionWindow.MostImages)]
    public int MonitorWindow { get; set; } = 200;

    /// <summary>Chance that a window without any change raises an alarm. 0.01 by default.</summary>
    [Range(0.0001, 0.5)]
    public double MonitorFalseAlarms { get; set; } = new WindowOptions().FalseAlarmRate;

    /// <summary>A folder of backbones' cards and networks, looked in before packages.</summary>
    public string? BackbonesFolder { get; set; }
}
