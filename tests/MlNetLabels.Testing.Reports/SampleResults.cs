using System.Globalization;

namespace MlNetLabels.Reports.Testing;

/// <summary>Reports that hold made-up results of single images.</summary>
internal static class SampleResults
{
    public static readonly string[] Names = ["building", "coat", "people"];

    /// <summary>A report whose softmax head is right on the images that <paramref name="isRight"/> picks.</summary>
    public static ReportContent Softmax(
        int images,
        Func<int, bool> isRight,
        Func<int, int>? group = null,
        int first = 0,
        string[]? names = null,
        double confidence = 0.8
    )
    {
        names ??= Names;
        var rows = Enumerable.Range(first, images).ToArray();
        return With(
            rows,
            group,
            new(
                names,
                Truth(rows, names),
                ProbabilityText.Write([
                    .. rows.SelectMany(i =>
                        names.Select(name =>
                            (float)(
                                name == Names[(Class(i) + (isRight(i) ? 0 : 1)) % Names.Length]
                                    ? confidence
                                    : (1 - confidence) / 2
                            )
                        )
                    ),
                ]),
                []
            ),
            null
        );
    }

    /// <summary>A report whose softmax head gave these probabilities.</summary>
    /// <param name="probabilities">For each image, of each of <see cref="Names"/>.</param>
    public static ReportContent Softmax(IReadOnlyList<float[]> probabilities)
    {
        int[] rows = [.. Enumerable.Range(0, probabilities.Count)];
        return With(
            rows,
            null,
            new(Names, Truth(rows, Names), ProbabilityText.Write([.. probabilities.SelectMany(x => x)]), []),
            null
        );
    }

    /// <summary>The class that images of made-up results show, as a position in <see cref="Names"/>.</summary>
    public static int ClassOf(int image) => Class(image);

    /// <summary>A report whose label heads give 0.8 to what they find and 0.2 to the rest.</summary>
    public static ReportContent Labels(int images, Func<int, bool> isRight, double threshold = 0.5)
    {
        var rows = Enumerable.Range(0, images).ToArray();
        return With(
            rows,
            null,
            null,
            new(
                Names,
                Truth(rows, Names),
                ProbabilityText.Write([
                    .. rows.SelectMany(i => Names.Select((_, k) => (k == Class(i)) == isRight(i) ? 0.8f : 0.2f)),
                ]),
                [.. Names.Select(_ => threshold)]
            )
        );
    }

    private static int Class(int image) => image % Names.Length;

    private static string Truth(int[] rows, string[] names) =>
        string.Concat(rows.SelectMany(i => names.Select(name => name == Names[Class(i)] ? '1' : '0')));

    private static ReportContent With(int[] rows, Func<int, int>? group, HeadResults? softmax, HeadResults? labels) =>
        SampleReports.Bare() with
        {
            ImageResults = new()
            {
                Images = rows.Length,
                Contents = [.. rows.Select(i => i.ToString("x16", CultureInfo.InvariantCulture))],
                Files = [.. rows.Select(i => $"scan {i}.jpg")],
                Groups = [.. rows.Select(group ?? (i => i))],
                Softmax = softmax,
                Labels = labels,
            },
        };
}
