using System.Globalization;
using MlNetLabels.Packages.Tests;
using MlNetLabels.Testing;

[assembly: AssemblyFixture(typeof(Feed))]

namespace MlNetLabels.Packages.Tests;

/// <summary>The solution packed to a folder, and an environment in which nothing else is to be had.</summary>
public sealed class Feed : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public Feed()
    {
        Version = string.Create(CultureInfo.InvariantCulture, $"0.0.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}");
        // A version of its own, so that no cache of packages can answer with another build.
        new Command("dotnet", "pack", "MlNetLabels.sln", "-c", "Release", "-o", Folder, $"-p:PackageVersion={Version}")
            .In(CopyOfRepository())
            .Run()
            .Done();
        Directory.CreateDirectory(Home);
        Directory.CreateSymbolicLink(_root.File("bin", "dotnet"), DotnetHost);
        // What installing a tool calls to make it executable.
        Directory.CreateSymbolicLink(_root.File("bin", "chmod"), "/bin/chmod");
        _root.Write(
            "nuget.config",
            $"""<configuration><packageSources><add key="packed" value="{Folder}" /></packageSources></configuration>"""
        );
    }

    /// <summary>The version of every package in it.</summary>
    public string Version { get; }

    /// <summary>The empty home.</summary>
    public string Home => _root.File("home", "x")[..^2];

    /// <summary>Where the packages lie.</summary>
    public string Folder => _root.File("feed", "x")[..^2];

    /// <summary>An empty folder outside the repository, below the one that names the feed.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_root.File("work", name, "x")[..^2]).FullName;

    /// <summary>
    /// A command with hardly more than dotnet on the PATH, an empty home, and NuGet's packages in a folder of their
    /// own; what NuGet has at hand already is not fetched again.
    /// </summary>
    public Command Command(string program, params string[] arguments) =>
        new Command(program, arguments)
            .Only("PATH", _root.File("bin", "x")[..^2])
            .Only("HOME", Home)
            .Only("DOTNET_ROOT", Path.GetDirectoryName(DotnetHost)!)
            .Only("DOTNET_CLI_HOME", Directory.CreateDirectory(_root.File("cli", "x")[..^2]).FullName)
            .Only("NUGET_PACKAGES", _root.File("packages", "x")[..^2])
            .Only("RestoreFallbackFolders", GlobalPackages)
            .Only("MSBUILDDISABLENODEREUSE", "1");

    /// <summary>Installs the program; gives where it lies.</summary>
    public string InstallTool(string folder)
    {
        string tools = NewFolder(folder);
        Command("dotnet", ["tool", "install", "MlNetLabels.Cli", "--version", Version, "--tool-path", tools])
            .In(tools)
            .Run()
            .Done();
        return Path.Combine(tools, "mlnet-labels");
    }

    /// <summary>Writes a console project that references packages; ours by name, others as name and version.</summary>
    public void WriteProject(string folder, params string[] packages) =>
        File.WriteAllText(
            Path.Combine(folder, "App.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(packages.Select(Reference))}
              </ItemGroup>
            </Project>
            """
        );

    public void Dispose() => _root.Dispose();

    private string Reference(string package) =>
        package.Split(' ') is [var id, var version]
            ? $"<PackageReference Include=\"{id}\" Version=\"{version}\" />"
            : $"<PackageReference Include=\"{package}\" Version=\"{Version}\" />";

    // Packing restores other packages than building does, which must not happen where other tests run.
    private string CopyOfRepository()
    {
        string copy = _root.File("repository", "x")[..^2];
        var files = new Command("git", "ls-files", "--cached", "--others", "--exclude-standard")
            .In(SharedFiles.Repository)
            .Run()
            .Done()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string file in files.Where(file => File.Exists(Path.Combine(SharedFiles.Repository, file))))
            File.Copy(Path.Combine(SharedFiles.Repository, file), _root.File("repository", file));
        Directory.CreateSymbolicLink(
            Path.Combine(copy, "node_modules"),
            Path.Combine(SharedFiles.Repository, "node_modules")
        );
        return copy;
    }

    private static string DotnetHost =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet");

    private static string GlobalPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
