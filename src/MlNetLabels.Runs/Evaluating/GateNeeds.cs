using MlNetLabels.Data;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>What gates need to be judged by: without it they would fail, and only after all the work.</summary>
internal static class GateNeeds
{
    /// <summary>As <see cref="Check"/>, by the images to judge on.</summary>
    /// <exception cref="InvalidInputException">One cannot be judged.</exception>
    public static void CheckLabels(GatesFile gates, ImageDataset data)
    {
        const string Precision = "minMeanAveragePrecision";
        if (gates.Given.Contains(Precision) && Enumerable.Range(0, data.Rows.Count).All(data.IsNegative))
            throw new InvalidInputException(
                data.Source,
                null,
                $"the gate {Precision} cannot be judged: no image has a label. Give images that have some, or leave it out."
            );
    }

    /// <param name="gates">The bounds.</param>
    /// <param name="hasClasses">Whether there is a softmax head, or will be.</param>
    /// <param name="hasLabels">Whether there are label heads.</param>
    /// <param name="hasStrangers">Whether images of another kind are given.</param>
    /// <param name="isDomainCheckOn">Whether the model rejects images.</param>
    /// <exception cref="InvalidInputException">One cannot be judged.</exception>
    public static void Check(GatesFile gates, bool hasClasses, bool hasLabels, bool hasStrangers, bool isDomainCheckOn)
    {
        foreach (string key in gates.Given)
            if (
                key switch
                {
                    "minAccuracy" when !hasClasses => "the model has no softmax head. Leave it out",
                    "minMeanAveragePrecision" or "minMicroF1" when !hasLabels =>
                        "the model has no label heads. Leave it out",
                    "minOutOfDomainAuroc" or "maxConfidentWrongAcceptances" when !hasStrangers =>
                        "no images of another kind are given. Name some with --out-of-domain, or leave it out",
                    "minInDomainAccepted" when !isDomainCheckOn =>
                        "the domain check is off. Add images until it can set its cut and train again, or leave it out",
                    _ => null,
                } is
                { } why
            )
                throw new InvalidInputException($"the gate {key} cannot be judged: {why}.");
    }
}
