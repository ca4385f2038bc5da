using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>An application of somebody else's with the endpoints mapped, on a real port.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Served(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IImagePredictor Predictor => Services.GetRequiredService<IImagePredictor>();

    public static async Task<Served> StartAsync(
        string bundle,
        Action<MlNetLabelsOptions>? limits = null,
        MlNetLabelsHttpOptions? options = null,
        Action<IServiceCollection>? services = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var models = builder.Services.AddMlNetLabels().FromFile("m", bundle);
        if (limits is not null)
            models.Configure(limits);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapMlNetLabels(options);
        await app.StartAsync();
        return new(app);
    }

    public Task<HttpResponseMessage> PostAsync(string path, byte[] content, string? type = "application/octet-stream")
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return Client.PostAsync(path, body);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
