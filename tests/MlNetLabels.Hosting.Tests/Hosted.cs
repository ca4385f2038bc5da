using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlNetLabels.Hosting.Tests;

/// <summary>A host that started, with what it logged.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    // Only what waits for a change that never comes takes this long.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly Lines _lines;

    private Hosted(IHost host, Lines lines) => (_host, _lines) = (host, lines);

    public IServiceProvider Services => _host.Services;

    public IImageModels Models => Services.GetRequiredService<IImageModels>();

    public IImagePredictor Predictor => Services.GetRequiredService<IImagePredictor>();

    public IReadOnlyList<string> Log => [.. _lines.All];

    public static async Task<Hosted> StartAsync(
        Action<MlNetLabelsBuilder> models,
        IReadOnlyDictionary<string, string?>? configuration = null,
        Action<IServiceCollection>? services = null
    )
    {
        var lines = new Lines();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemory(configuration);
        builder.Logging.AddProvider(lines);
        models(builder.Services.AddMlNetLabels());
        builder.Services.PostConfigure<MlNetLabelsOptions>(options =>
            (options.PollInterval, options.SettlingTime) = (
                TimeSpan.FromMilliseconds(20),
                TimeSpan.FromMilliseconds(60)
            )
        );
        services?.Invoke(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return new(host, lines);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>How a model stands once something holds for it.</summary>
    public async Task<ModelStatus> Until(Func<ModelStatus, bool> holds, string? name = null)
    {
        var limit = DateTime.UtcNow + s_patience;
        while (true)
        {
            var status = Models.List().First(model => name is null || model.Name == name);
            if (holds(status))
                return status;
            Assert.True(DateTime.UtcNow < limit, $"It never came: {status}");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                All.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }

        public void Dispose() { }
    }
}
