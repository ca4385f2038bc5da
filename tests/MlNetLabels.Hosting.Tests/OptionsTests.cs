using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MlNetLabels.Hosting.Tests;

/// <summary>Options that do not fit together stop the start and name both values.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("MlNetLabels:Workers", "0", "Workers", "1")]
    [InlineData("MlNetLabels:QueueTime", "02:00:00", "QueueTime", "01:00:00")]
    [InlineData("MlNetLabels:MaxQueuedBytes", "1000", "1000", "33554432")]
    [InlineData("MlNetLabels:MaxDecodeMemory", "2000000", "2000000", "33554432")]
    [InlineData("MlNetLabels:DefaultModel", "other", "'other'", "'m'")]
    [InlineData("MlNetLabels:Models:m:Uri", "http://127.0.0.1/x", "Path 'm.mlabels'", "Uri 'http://127.0.0.1/x'")]
    [InlineData("MlNetLabels:Models:n:Alias", "a", "Models:n", "Path, Uri and Registry")]
    [InlineData("MlNetLabels:QueueLenght", "5", "'QueueLenght' is no setting", "Did you mean QueueLength?")]
    [InlineData("MlNetLabels:Workers:0", "5", "Workers holds several values", "from 1 to 1024")]
    [InlineData("MlNetLabels:Models:m:Trust", "key.pem", "Trust is 'key.pem'", "[\"key.pem\"]")]
    [InlineData("MlNetLabels:Models:m:Trust", "", "Trust is empty", "leave it out")]
    [InlineData("MlNetLabels:Models:m:Lazy", "perhaps", "Lazy is 'perhaps'", "true or false")]
    [InlineData("MlNetLabels:Models:m:WatchForChange", "true", "'WatchForChange' is no setting", "WatchForChanges")]
    [InlineData("MlNetLabels:Models:m:Period", "00:05:00", "m:Period does nothing without Uri", "leave it out")]
    [InlineData("MlNetLabels:Models:m:Alias", "champion", "m:Alias does nothing without Registry", "leave it out")]
    [InlineData("MlNetLabels:Models:n", "n.mlabels", "Models:n is 'n.mlabels'", "\"Path\": \"n.mlabels\"")]
    [InlineData("MlNetLabels:Models", "n.mlabels", "Models is 'n.mlabels'", "under each name")]
    [InlineData("MlNetLabels", "5", "MlNetLabels is '5'", "give an object")]
    [InlineData("MlNetLabels:Models:a b:Path", "x.mlabels", "'a b' is no name", "letters")]
    public async Task Start_WrongOptions_NamesBothValues(string key, string value, params string[] words)
    {
        var configuration = new Dictionary<string, string?>
        {
            ["MlNetLabels:Models:m:Path"] = "m.mlabels",
            [key] = value,
        };

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            Hosted.StartAsync(_ => { }, configuration)
        );

        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_MissingFile_SaysWhichFile()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Hosted.StartAsync(models => models.FromFile("/no/such/model.mlabels"))
        );

        Assert.Contains("/no/such/model.mlabels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_SameNameTwice_IsRefused()
    {
        var builder = new ServiceCollection().AddMlNetLabels().FromFile("a.mlabels");

        Assert.Throws<ArgumentException>(() => builder.FromFile("other/a.mlabels"));
    }

    [Fact]
    public void Defaults_AreWhatTheirCommentsSay()
    {
        var options = new MlNetLabelsOptions();

        Assert.Equal(Environment.ProcessorCount, options.Workers);
        Assert.Equal(256, options.QueueLength);
        Assert.Equal(TimeSpan.FromSeconds(5), options.QueueTime);
        Assert.Equal(512L << 20, options.MaxQueuedBytes);
        Assert.Equal(32L << 20, options.MaxImageBytes);
        Assert.Equal(100_000_000, options.MaxPixels);
        Assert.Equal(350L << 20, options.MaxDecodeMemory);
        Assert.Equal(TimeSpan.FromSeconds(10), options.DecodeTimeout);
        Assert.Equal(TimeSpan.FromSeconds(1), options.PollInterval);
        Assert.Equal(TimeSpan.FromSeconds(0.5), options.SettlingTime);
        Assert.Equal(1L << 30, options.MaxModelBytes);
        Assert.Equal((200, 0.01), (options.MonitorWindow, options.MonitorFalseAlarms));
        Assert.Equal(TimeSpan.FromMinutes(5), new ModelOptions().Period);
    }
}
