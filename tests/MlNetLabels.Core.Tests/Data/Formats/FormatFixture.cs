using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>A dataset of another tool, written by a test after the format's public description.</summary>
public abstract class FormatFixture : IDisposable
{
    private protected readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string Write(string name, string text) => _folder.Write(name, text);

    private protected void Touch(params string[] files)
    {
        foreach (string file in files)
            _folder.Write(file, [1]);
    }

    private protected ImageDataset Read(string? name = null, DatasetOptions? options = null) =>
        DatasetReader.Read(name is null ? _folder.Path : _folder.File(name), options ?? new DatasetOptions());

    private protected InvalidInputException Fails(string? name = null, DatasetOptions? options = null) =>
        Assert.Throws<InvalidInputException>(() => Read(name, options));

    /// <summary>As in: a.jpg train +cat -dog ?owl; splits where there are any.</summary>
    private protected static string[] Lines(ImageDataset data) =>
        [
            .. data.Rows.Select(row =>
                string.Join(
                    ' ',
                    new[] { row.File, row.Split?.ToString().ToLowerInvariant() }
                        .OfType<string>()
                        .Concat(
                            data.LabelNames.Select(
                                (name, k) =>
                                    row.Labels[k] switch
                                    {
                                        LabelState.Present => $"+{name}",
                                        LabelState.Absent => $"-{name}",
                                        _ => $"?{name}",
                                    }
                            )
                        )
                )
            ),
        ];

    private protected static void AllExist(ImageDataset data) =>
        Assert.All(data.Rows, row => Assert.True(File.Exists(row.Path), row.Path));
}
