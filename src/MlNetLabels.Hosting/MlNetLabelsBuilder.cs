using Microsoft.Extensions.DependencyInjection;

namespace MlNetLabels.Hosting;

/// <summary>Names the models of a service.</summary>
public sealed class MlNetLabelsBuilder
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal MlNetLabelsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services that the models are added to.</summary>
    public IServiceCollection Services { get; }

    /// <summary>A bundle, called as its file without the ending.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="watchForChanges">Whether a changed file takes the model's place.</param>
    public MlNetLabelsBuilder FromFile(string path, bool watchForChanges = false) =>
        FromFile(NameOf(path), path, watchForChanges);

    /// <summary>A bundle by a name.</summary>
    /// <param name="name">1 to 100 letters, digits, dots, dashes and underscores.</param>
    /// <param name="path">The bundle.</param>
    /// <param name="watchForChanges">Whether a changed file takes the model's place.</param>
    public MlNetLabelsBuilder FromFile(string name, string path, bool watchForChanges = false) =>
        Add(name, model => (model.Path, model.WatchForChanges) = (path, watchForChanges));

    /// <summary>A bundle at an address.</summary>
    /// <param name="name">1 to 100 letters, digits, dots, dashes and underscores.</param>
    /// <param name="uri">An http or https address.</param>
    /// <param name="period">How often it is asked for a newer one, by its ETag or date; null for every 5 minutes.</param>
    public MlNetLabelsBuilder FromUri(string name, Uri uri, TimeSpan? period = null) =>
        Add(
            name,
            model =>
            {
                model.Uri = uri;
                model.Period = period ?? model.Period;
            }
        );

    /// <summary>What an alias means in a folder of models: <c>{"aliases": {"champion": "runs/0007"}}</c> in <c>registry.json</c>.</summary>
    /// <param name="name">1 to 100 letters, digits, dots, dashes and underscores.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="alias">The alias.</param>
    public MlNetLabelsBuilder FromRegistry(string name, string folder, string alias = "champion") =>
        Add(name, model => (model.Registry, model.Alias) = (folder, alias));

    /// <summary>Changes options in code, after the configuration was read.</summary>
    public MlNetLabelsBuilder Configure(Action<MlNetLabelsOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    internal static string NameOf(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Path.GetFileNameWithoutExtension(path);
    }

    private MlNetLabelsBuilder Add(string name, Action<ModelOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!_names.Add(name))
            throw new ArgumentException(
                $"Two models are called '{name}': give one of them another name.",
                nameof(name)
            );
        return Configure(options =>
        {
            var model = options.Models.TryGetValue(name, out var known)
                ? known
                : options.Models[name] = new ModelOptions();
            configure(model);
            options.DefaultModel ??= name;
        });
    }
}
