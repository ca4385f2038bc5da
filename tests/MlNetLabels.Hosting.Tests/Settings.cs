using Microsoft.Extensions.Configuration;

namespace MlNetLabels.Hosting.Tests;

internal static class Settings
{
    public static void AddInMemory(
        this IConfigurationBuilder builder,
        IReadOnlyDictionary<string, string?>? configuration
    )
    {
        if (configuration is not null)
            builder.AddInMemoryCollection(configuration);
    }
}
