using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MlNetLabels.Tests")]
[assembly: InternalsVisibleTo("MlNetLabels.Benchmarks")]
[assembly: InternalsVisibleTo("MlNetLabels.Vision.Tests")]
[assembly: InternalsVisibleTo("MlNetLabels.MLNet")]
[assembly: InternalsVisibleTo("MlNetLabels.Reports")]
