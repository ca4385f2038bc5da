using System.Reflection;
using System.Runtime.Loader;
using MlNetLabels.Backbones;

namespace MlNetLabels.Imaging.Tests.Backbones;

/// <summary>A host that loads the library into a context of a plug-in's own.</summary>
public sealed class PlugInTests
{
    [Fact]
    public void Load_InAPlugIn_TakesThePackageOfThePlugIn()
    {
        var plugIn = new PlugIn();
        var library = plugIn.LoadFromAssemblyName(new AssemblyName("MlNetLabels.Imaging"));
        var load = library
            .GetType(typeof(Backbone).FullName!)!
            .GetMethods()
            .Single(method => method.Name == nameof(Backbone.Load) && method.GetParameters()[0].Name == "nameOrPath");

        using var backbone = (IDisposable)load.Invoke(null, [Bundled.Name, null])!;

        Assert.NotSame(typeof(Backbone), backbone.GetType());
        Assert.Contains(
            "MlNetLabels.Backbones.MobileNetV3Small",
            plugIn.Assemblies.Select(assembly => assembly.GetName().Name)
        );
    }

    private sealed class PlugIn() : AssemblyLoadContext("plug-in")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
            return assemblyName.Name!.StartsWith("MlNetLabels", StringComparison.Ordinal) && File.Exists(path)
                ? LoadFromAssemblyPath(path)
                : null;
        }
    }
}
