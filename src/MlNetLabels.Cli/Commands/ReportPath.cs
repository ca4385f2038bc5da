namespace MlNetLabels.Cli.Commands;

/// <summary>A run's report.json may be named by its folder, which is what evaluate was given.</summary>
internal static class ReportPath
{
    public static string Of(string path) => Directory.Exists(path) ? Path.Combine(path, "report.json") : path;
}
