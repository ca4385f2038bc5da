namespace MlNetLabels.Reports.Tests;

/// <summary>The pages that a person looks at; they land in the test output under reports/.</summary>
public sealed class RenderedReports
{
    public static TheoryData<string> Names => ["prints", "aquarium", "hostile", "bare"];

    internal static ReportContent Named(string name) =>
        name switch
        {
            "prints" => SampleReports.Prints(),
            "aquarium" => SampleReports.Aquarium(),
            "hostile" => SampleReports.HostileNames(),
            _ => SampleReports.Bare(),
        };

    [Theory, MemberData(nameof(Names))]
    public void Write_EachVariant_LeavesOneWholeFile(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "reports");
        string path = Path.Combine(folder, name + ".html");
        HtmlReportWriter.Write(new(Named(name)), path);
        Assert.EndsWith("</html>\n", File.ReadAllText(path));
        Assert.Empty(Directory.GetFiles(folder, $"*{name}*.tmp"));
    }
}
