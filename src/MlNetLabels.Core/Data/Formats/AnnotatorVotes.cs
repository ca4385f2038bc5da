using System.Globalization;

namespace MlNetLabels.Data.Formats;

/// <summary>
/// Answers of several people to one image: a label is there where more than half say so, unknown at a tie. Where none
/// of their labels has a majority, all of these are unknown.
/// </summary>
internal sealed class AnnotatorVotes
{
    private readonly Dictionary<string, List<IReadOnlyCollection<string>>> _answers = [];
    private readonly List<string> _order = [];

    /// <summary>One person's answer; an empty one says that no label applies.</summary>
    public void Add(string image, IReadOnlyCollection<string> labels)
    {
        if (!_answers.TryGetValue(image, out var answers))
        {
            _answers.Add(image, answers = []);
            _order.Add(image);
        }
        answers.Add(labels);
    }

    public bool Has(string image) => _answers.ContainsKey(image);

    /// <summary>What the people of each image say together, and how well they agree.</summary>
    public void AddTo(FoundDataset found, Func<string, FoundImage> named)
    {
        int several = 0,
            agreed = 0;
        foreach (string image in _order)
        {
            var answers = _answers[image];
            var counts = answers.SelectMany(labels => labels.Distinct()).CountBy(label => label).ToList();
            string[] there = [.. counts.Where(x => 2 * x.Value > answers.Count).Select(x => x.Key)];
            // Three people with three labels do not say that there is none.
            bool isOpen = there.Length == 0 && 2 * answers.Count(labels => labels.Count == 0) <= answers.Count;
            string[] unknown = [.. counts.Where(x => isOpen || 2 * x.Value == answers.Count).Select(x => x.Key)];
            if (answers.Count > 1)
            {
                several++;
                agreed += counts.All(x => x.Value == answers.Count) ? 1 : 0;
            }
            found.Images.Add(named(image) with { Labels = there, Unknown = unknown });
        }
        if (several > 0)
            found.Notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{several} images were labelled more than once; the answers agree on {agreed} of them. The majority counts."
                )
            );
    }
}
