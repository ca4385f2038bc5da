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
}
