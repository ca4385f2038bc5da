using System.Net;

namespace MlNetLabels.Hosting.Tests;

/// <summary>A bundle at an address changes behind its ETag, its date, or neither.</summary>
public sealed class AddressTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private static readonly byte[] s_red = ColourBundles.Picture(700, isRed: true);

    [Theory]
    [InlineData("etag")]
    [InlineData("date")]
    [InlineData("neither")]
    public async Task Refresh_Address_TakesWhatChangedAndKeepsTheOldOtherwise(string marks)
    {
        using var server = new Server(marks) { Content = File.ReadAllBytes(bundles.English) };
        await using var host = await Hosted.StartAsync(models =>
            models.FromUri("m", server.Address, TimeSpan.FromHours(1))
        );

        var same = await host.Models.RefreshAsync("m");
        server.Content = File.ReadAllBytes(bundles.German);
        var changed = await host.Models.RefreshAsync("m");
        server.Content = [1, 2, 3];
        var damaged = await host.Models.RefreshAsync("m");
        server.Content = null;
        var missing = await host.Models.RefreshAsync("m");

        Assert.Equal(1, same!.Generation);
        Assert.Equal((2, null), (changed!.Generation, changed.Problem));
        Assert.Equal(2, damaged!.Generation);
        Assert.NotNull(damaged.Problem);
        Assert.Contains("404", missing!.Problem, StringComparison.Ordinal);
        Assert.Equal("rot", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);
        Assert.Equal(marks == "neither" ? 0 : 1, server.NotModified);
    }

    [Fact]
    public async Task Start_AddressOfTooMuch_IsRefused()
    {
        using var server = new Server("etag") { Content = File.ReadAllBytes(bundles.English) };

        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Hosted.StartAsync(models =>
                models.FromUri("m", server.Address).Configure(options => options.MaxModelBytes = 1000)
            )
        );

        Assert.Contains("MaxModelBytes", error.Message, StringComparison.Ordinal);
    }

    private sealed class Server : IDisposable
    {
        private readonly HttpListener _listener;
        private readonly string _marks;
        private DateTime _date = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        private byte[]? _content;

        public Server(string marks)
        {
            _marks = marks;
            // The system knows a free port only while somebody holds it.
            for (int port = Random.Shared.Next(20_000, 60_000); ; port++)
                try
                {
                    Address = new Uri($"http://127.0.0.1:{port}/m.mlabels");
                    // A port that is taken closes the listener for good.
                    _listener = new() { Prefixes = { $"http://127.0.0.1:{port}/" } };
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException) { }
            _ = Task.Run(ServeAsync);
        }

        public Uri Address { get; }

        public int NotModified { get; private set; }

        public byte[]? Content
        {
            get => _content;
            set => (_content, _date) = (value, _date.AddHours(1));
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                using var response = context.Response;
                string tag = $"\"{_date:HH}\"",
                    date = _date.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
                if (_content is null)
                {
                    response.StatusCode = 404;
                    continue;
                }
                if (_marks == "etag")
                    response.AddHeader("ETag", tag);
                if (_marks == "date")
                    response.AddHeader("Last-Modified", date);
                var asked = context.Request.Headers;
                if (
                    (_marks == "etag" && asked["If-None-Match"] == tag)
                    || (_marks == "date" && asked["If-Modified-Since"] == date)
                )
                {
                    NotModified++;
                    response.StatusCode = 304;
                    continue;
                }
                await response.OutputStream.WriteAsync(_content);
            }
        }
    }
}
