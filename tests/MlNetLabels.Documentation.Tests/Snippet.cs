using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MlNetLabels.Documentation.Tests;

/// <summary>A block of C#, compiled alone as the whole of a new project's Program.cs.</summary>
internal static class Snippet
{
    // What an SDK project brings without asking; the last four with Microsoft.NET.Sdk.Web.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        """;

    // The test runs without ASP.NET Core, as the program does; what is compiled may use it.
    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Concat(AspNetCore())
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The compiled program; fails with the compiler's own messages.</summary>
    public static Assembly Compile(string code)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            $"snippet-{Guid.NewGuid():n}",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, parse), CSharpSyntaxTree.ParseText(code, parse)],
            s_references,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                optimizationLevel: OptimizationLevel.Release
            )
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var problems = result.Diagnostics.Where(x => x.Severity >= DiagnosticSeverity.Warning);
        Assert.True(result.Success && !problems.Any(), $"{string.Join('\n', problems)}\n{code}");
        return Assembly.Load(image.ToArray());
    }

    private static string[] AspNetCore()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!,
            shared = Path.Combine(runtime, "..", "..", "Microsoft.AspNetCore.App", Path.GetFileName(runtime));
        return Directory.GetFiles(shared, "*.dll");
    }

    /// <summary>Runs it in a folder and gives what it printed. The folder and the console belong to the process.</summary>
    public static string Run(string code, string folder)
    {
        var main = Compile(code).EntryPoint!;
        string before = Environment.CurrentDirectory;
        var console = Console.Out;
        using var output = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
        }
        return output.ToString();
    }
}
