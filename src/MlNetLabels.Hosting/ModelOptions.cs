namespace MlNetLabels.Hosting;

/// <summary>Where a model comes from: <see cref="Path"/>, <see cref="Uri"/> or <see cref="Registry"/>, exactly one.</summary>
public sealed class ModelOptions
{
    /// <summary>A bundle, <c>*.mlabels</c>.</summary>
    public string? Path { get; set; }

    /// <summary>Whether a changed file takes the model's place. Registries and addresses are always watched.</summary>
    public bool WatchForChanges { get; set; }

    /// <summary>The http or https address of a bundle.</summary>
    public Uri? Uri { get; set; }

    /// <summary>How often an address is asked. 5 min by default.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A folder with a <c>registry.json</c> that says which bundle an alias means.</summary>
    public string? Registry { get; set; }

    /// <summary>The alias in the registry. "champion" by default.</summary>
    public string Alias { get; set; } = "champion";

    /// <summary>
    /// Whether it is loaded only when first asked for. By default the host does not start before it is loaded.
    /// </summary>
    public bool Lazy { get; set; }

    /// <summary>PEM files of public keys one of which must have signed the bundle; empty to take unsigned ones, too.</summary>
    public IList<string> Trust { get; } = [];
}
