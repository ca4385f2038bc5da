using System.Runtime.CompilerServices;

namespace MlNetLabels.Testing;

/// <summary>
/// Compiled into every test project: neither a test nor a program that it starts writes to the cache of whoever runs
/// the tests.
/// </summary>
internal static class NoUserCache
{
    [ModuleInitializer]
    public static void TurnOff() => Environment.SetEnvironmentVariable("MLNETLABELS_CACHE", "off");
}
