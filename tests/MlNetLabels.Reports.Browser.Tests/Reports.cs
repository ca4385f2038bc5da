using System.Collections.Concurrent;

namespace MlNetLabels.Reports.Browser.Tests;

/// <summary>The pages under test, each written once.</summary>
internal static class Reports
{
    private static readonly Dictionary<string, Func<ReportContent>> Made = new()
    {
        ["prints"] = SampleReports.Prints,
        ["aquarium"] = SampleReports.Aquarium,
        ["hostile"] = SampleReports.HostileNames,
        ["bare"] = SampleReports.Bare,
        ["one class"] = () => SampleReports.Classes("One class", ["only"], [("else", null, 5)]),
        ["no errors"] = SampleReports.NoErrors,
        ["500 classes"] = () =>
            SampleReports.Classes(
                "Many classes",
                [.. Enumerable.Range(0, 500).Select(x => $"class {x}")],
                [("else", "far", 300)],
                testPerClass: 4
            ),
    };

    private static readonly ConcurrentDictionary<string, Lazy<string>> Files = new();

    public static TheoryData<string> Names => [.. Made.Keys];

    public static ReportContent Named(string name) => Made[name]();

    public static string File(string name) =>
        Files
            .GetOrAdd(
                name,
                _ =>
                    new(() =>
                    {
                        string path = Path.Combine(AppContext.BaseDirectory, "reports", name + ".html");
                        HtmlReportWriter.Write(new(Named(name)), path);
                        return path;
                    })
            )
            .Value;
}
