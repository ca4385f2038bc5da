using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Core.Tests.Suggesting;

/// <summary>Answers that hang on one feature fall with it as often as it is dropped; others stand.</summary>
public sealed class FeatureDropoutTests
{
    private const int Dimension = 100,
        Images = 4000;

    // Four deviations of a share of 3 x 4000 draws of three quarters.
    private const double Chance = 0.016;

    [Fact]
    public void Changes_AnswerOfOneFeature_FallsInThreeQuartersOfThePasses()
    {
        // Class 0 by feature 0 alone; without it the bias says class 1.
        var weights = new Matrix(2, Dimension);
        weights[0, 0] = 1;
        var head = Head(new LinearLayer(weights, [0, 0.5f]), null);

        Assert.InRange(Share(head), 0.75 - Chance, 0.75 + Chance);
    }

    [Fact]
    public void Changes_LabelOfOneFeature_FallsAlike()
    {
        var weights = new Matrix(2, Dimension);
        weights[0, 0] = 1;
        // The second label never applies.
        var head = Head(new LinearLayer(weights, [0, 0]), (_, logit) => logit > 0.5f);

        Assert.InRange(Share(head), 0.75 - Chance, 0.75 + Chance);
    }

    [Fact]
    public void Changes_AnswerThatNoFeatureDecides_AlwaysStands()
    {
        var head = Head(new LinearLayer(new Matrix(2, Dimension), [1, 0]), null);

        Assert.Equal(0, Share(head));
    }

    [Fact]
    public void Changes_SameImage_AreTheSameWhateverCameBefore()
    {
        var weights = new Matrix(2, Dimension);
        weights[0, 0] = 1;
        var head = Head(new LinearLayer(weights, [0, 0.5f]), null);
        var used = new FeatureDropout(head, 1);
        float[] image = [.. Enumerable.Repeat(1f, Dimension)];
        for (uint i = 0; i < 10; i++)
            used.Changes(image, i);

        for (uint i = 0; i < 50; i++)
            Assert.Equal(new FeatureDropout(head, 1).Changes(image, i), used.Changes(image, i));
    }

    private static double Share(AnswerHead head)
    {
        var dropout = new FeatureDropout(head, 1);
        float[] image = [.. Enumerable.Repeat(1f, Dimension)];
        return Enumerable.Range(0, Images).Average(i => dropout.Changes(image, (UInt128)i)) / FeatureDropout.Passes;
    }

    private static AnswerHead Head(LinearLayer layer, Func<int, float, bool>? applies) =>
        new(new Standardizer(new float[Dimension], [.. Enumerable.Repeat(1f, Dimension)]), layer, applies);
}
