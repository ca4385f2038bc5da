using MlNetLabels.Data;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>Reads and decodes every image once, some again for their pictures, and counts.</summary>
internal static class DescribeRun
{
    private const int PicturesEach = 8,
        MostLabels = 60,
        PictureSide = 128;

    public static DatasetDescription Run(DataOptions options, RunContext context)
    {
        var dataset = context.Open(options.Data, options.Reading);
        var seen = LookedAt.All(dataset, context);
        LookedAt[] usable = [.. seen.Where(x => x.Problem is null)];
        var description = new DatasetDescription
        {
            Source = dataset.Source,
            Kind = dataset.Kind,
            Images = dataset.Rows.Count,
            Labels = dataset
                .LabelNames.Select((name, k) => (name, dataset.Rows.Count(r => r.Labels[k] == LabelState.Present)))
                .ToDictionary(),
            WithoutLabel = Enumerable.Range(0, dataset.Rows.Count).Count(dataset.IsNegative),
            Splits = dataset
                .Rows.Where(row => row.Split is not null)
                .CountBy(row => row.Split!.Value)
                .OrderBy(x => x.Key)
                .ToDictionary(x => x.Key.ToString().ToLowerInvariant(), x => x.Value),
            Formats = usable
                .CountBy(x => x.Header.Format)
                .OrderByDescending(x => x.Value)
                .ThenBy(x => x.Key, StringComparer.Ordinal)
                .ToDictionary(),
            Sizes = Sizes(usable),
            Notes = dataset.Notes,
            Suspicions = [.. DataSuspicions.Find(dataset, [.. seen.Select(x => x.Sha256)])],
            Skipped =
            [
                .. dataset
                    .Rows.Zip(seen)
                    .Where(x => x.Second.Problem is not null)
                    .Select(x => new SkippedFile(x.First.File, x.Second.Problem!)),
            ],
        };
        if (options.Output is not { } page)
            return description;
        description = description with { Pictures = Pictures(dataset, context) };
        AtomicFile.WriteText(page, description.ToHtml());
        context.Log.Wrote(page);
        return description;
    }

    private static Dictionary<string, IReadOnlyList<long>> Sizes(IReadOnlyList<LookedAt> seen)
    {
        var sizes = new Dictionary<string, IReadOnlyList<long>>();
        Add("width", seen.Select(x => (long?)x.Header.Size?.Width));
        Add("height", seen.Select(x => (long?)x.Header.Size?.Height));
        Add("bytes", seen.Select(x => x.Bytes));
        return sizes;

        void Add(string name, IEnumerable<long?> values)
        {
            long[] known = [.. values.OfType<long>().Order()];
            if (known.Length > 0)
                sizes[name] = [known[0], known[known.Length / 2], known[^1]];
        }
    }

    // Evenly over the images of a label, so that they are not all of one day.
    private static Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> Pictures(
        ImageDataset dataset,
        RunContext context
    )
    {
        var pictures = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>();
        foreach (var (name, k) in dataset.LabelNames.Select((name, k) => (name, k)).Take(MostLabels))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            ImageRow[] rows = [.. dataset.Rows.Where(row => row.Labels[k] == LabelState.Present)];
            int count = Math.Min(PicturesEach, rows.Length);
            pictures[name] =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => rows[i * rows.Length / count])
                    .Select(row => (row.File, Picture: ReportRun.Picture(row.Path, PictureSide)))
                    .Where(x => x.Picture is not null)
                    .Select(x => KeyValuePair.Create(x.File, x.Picture!)),
            ];
        }
        return pictures;
    }
}
