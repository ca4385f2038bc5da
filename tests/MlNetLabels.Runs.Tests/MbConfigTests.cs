using MlNetLabels.Testing;

namespace MlNetLabels.Runs.Tests;

/// <summary>Model Builder's files of image classification, made up after the outlines of versions 2, 4 and 5.</summary>
public sealed class MbConfigTests : IDisposable
{
    private const string Version2 = """
        {
          "TrainingTime": 0,
          "Scenario": "ImageClassification",
          "DataSource": { "Type": "Folder", "Version": 1, "FolderPath": "images" },
          "Environment": { "Type": "LocalCPU", "Version": 1 },
          "RunHistory": {
            "Version": 1,
            "Type": "Result",
            "Trials": [{ "Version": 0, "Type": "Trial", "TrainerName": "ImageClassification", "Score": 0.9, "RuntimeInSeconds": 8 }],
            "MetricName": "MicroAccuracy"
          },
          "Type": "TrainingConfig",
          "Version": 2
        }
        """;

    private const string Version4 = """
        {
          "Scenario": "ImageClassification",
          "DataSource": { "Type": "Folder", "Version": 1, "FolderPath": ".\\images" },
          "Environment": { "Type": "LocalGPU", "Version": 1 },
          "RunHistory": {
            "Version": 3,
            "Type": "Result",
            "Trials": [
              {
                "TrainerName": "ImageClassificationMulti",
                "Parameter": { "_SCHEMA_": "e0 * e1 * e2", "e1": { "LabelColumnName": "Label", "Arch": "ResnetV250" } }
              }
            ]
          },
          "Type": "TrainingConfig",
          "Version": 4,
          "TrainingOption": {
            "Version": 0,
            "Type": "ClassificationTrainingOption",
            "Subsampling": false,
            "TrainingTime": 0,
            "ValidationOption": { "Version": 0, "Type": "TrainValidateSplitValidationOption", "SplitRatio": 0.25 },
            "Seed": 7
          }
        }
        """;

    private const string Version5 = """
        {
          "Scenario": "ImageClassification",
          "DataSource": { "Type": "Folder", "Version": 2, "FolderPath": "images" },
          "Environment": { "Type": "LocalCPU", "Version": 1 },
          "Type": "TrainingConfig",
          "Version": 5,
          "TrainingOption": {
            "Type": "ClassificationTrainingOption",
            "ValidationOption": { "Type": "CrossValidationValidationOption", "NumberOfFolds": 5 },
            "LabelColumn": "Label"
          }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Version2, 0.2, 1, "TrainingTime", "Environment", "RunHistory")]
    [InlineData(Version4, 0.25, 7, "Environment", "RunHistory", "Subsampling", "TrainingTime")]
    [InlineData(Version5, 0.2, 1, "Environment", "Cross-validation", "LabelColumn")]
    public void Open_EachVersion_TakesWhatHasACounterpartAndNamesTheRest(
        string json,
        double testShare,
        int seed,
        params string[] notes
    )
    {
        var project = Write(json);

        var settings = project.Settings();

        Assert.Equal(_folder.File("images"), project.Resolve(settings.Data));
        Assert.Equal((testShare, seed), (settings.TestShare, settings.Seed));
        Assert.All(notes, word => Assert.Contains(project.Notes, x => x.Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Open_NewerVersion_IsReadAsFarAsKnown()
    {
        var project = Write(
            Version5.Replace("\"Version\": 5", "\"Version\": 6, \"Novelty\": 1", StringComparison.Ordinal)
        );

        Assert.Equal("images", project.Settings().Data);
        Assert.Contains(project.Notes, x => x.Contains("version 6", StringComparison.Ordinal));
        Assert.Contains(project.Notes, x => x.StartsWith("Novelty has no counterpart", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"Scenario": "Recommendation", "Version": 5}""", "'Recommendation'")]
    [InlineData("""{"Version": 5}""", "not named")]
    [InlineData(
        """{"Scenario": "ImageClassification", "Version": 5, "DataSource": {"Type": "Folder"}}""",
        "FolderPath"
    )]
    [InlineData("""{"Scenario": "ImageClassification",""", "is no JSON")]
    public void Open_OfNoUse_SaysWhy(string json, string words) =>
        Assert.Contains(
            words,
            Assert.Throws<InvalidInputException>(() => Write(json)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Retrain_OfAnMbConfig_LaysItsRunsBesideIt()
    {
        Drawn.Write(_folder, 24);
        var project = Write(Version4);

        var run = project.Retrain(new() { Embedding = new() { CacheFile = _folder.File("cache.db") } }).Run!;

        Assert.True(run.Promoted, run.Reason);
        Assert.Equal(_folder.File("runs", "0001"), run.Folder);
        // A quarter of each class of 24.
        Assert.Equal(12, run.TestImages);
        Assert.Contains("RunHistory", File.ReadAllText(Path.Combine(run.Folder, "log.txt")), StringComparison.Ordinal);
    }

    private ImageProject Write(string json)
    {
        _folder.Write("photos.mbconfig", json);
        return ImageProject.Open(_folder.File("photos.mbconfig"));
    }
}
