using MlNetLabels.Calibration;
using MlNetLabels.Models;

namespace MlNetLabels.Core.Tests.Models;

/// <summary>A calibration that was tried and not taken is no fault; one for which images were missing is told loudly.</summary>
public sealed class CalibrationTriedTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("every held-out image is answered right, which leaves nothing to calibrate by", true)]
    [InlineData("19 held-out images; 20 are needed", false)]
    public void IsCalibrationTried_ByTheReason_TellsTooFewRowsFromTheRest(string? reason, bool tried) =>
        Assert.Equal(
            tried,
            new SoftmaxDescription(
                new SoftmaxManifest(["a", "b"], 0.1, 0.5, [], TemperatureScaling.Identity(reason), null)
            ).IsCalibrationTried
        );

    [Fact]
    public void NotCalibrated_SomeLabels_NamesTheseAlone()
    {
        var few = new IdentityCalibration("3 held-out images have the label and 40 do not; 5 of each are needed");
        var none = new IdentityCalibration("43 held-out images have the label and 0 do not; 5 of each are needed");
        CalibrationChoice fitted = new(new PlattScaling(-1, 0), 0.5, 0.4, 0.45),
            lost = new(new IdentityCalibration("Platt scaling gains nothing beyond chance"), 0.5, 0.5, 0.5);

        var some = Labels(fitted, lost, new(few, 0.5, null, null));
        var all = Labels(new(few, 0.5, null, null), new(few, 0.5, null, null));
        var upsideDown = Labels(fitted, new(new IdentityCalibration(Calibrator.NoHigher), 0.5, null, null));

        Assert.Equal("c", Assert.Single(some.NotCalibrated).Key);
        Assert.Equal(few.Reason, some.WhyNotCalibrated);
        Assert.Equal(["a", "b"], all.NotCalibrated.Keys);
        Assert.Equal(few.Reason, all.WhyNotCalibrated);
        Assert.Equal(
            "too few held-out images have a label, or have it not",
            Labels(new(few, 0.5, null, null), new(none, 0.5, null, null)).WhyNotCalibrated
        );
        Assert.Contains("no higher where the label is there", upsideDown.WhyNotCalibrated, StringComparison.Ordinal);
        Assert.DoesNotContain("too few", upsideDown.WhyNotCalibrated, StringComparison.Ordinal);
        Assert.Null(Labels(fitted, lost).WhyNotCalibrated);
    }

    private static LabelsDescription Labels(params CalibrationChoice[] calibration) =>
        new(
            new LabelsManifest(
                [.. Enumerable.Range(0, calibration.Length).Select(k => $"{(char)('a' + k)}")],
                0.1,
                [],
                [],
                calibration,
                [],
                [],
                null
            )
        );
}
