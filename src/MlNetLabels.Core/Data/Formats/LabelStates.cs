namespace MlNetLabels.Data.Formats;

/// <summary>States of images in the order of the labels; images with the same labels share one list.</summary>
internal sealed class LabelStates(IReadOnlyList<string> names)
{
    private readonly Dictionary<string, int> _columns = names.Select((name, k) => (name, k)).ToDictionary();
    private readonly Dictionary<string, LabelState[]> _made = [];

    /// <summary>Different lists so far.</summary>
    public long Count => _made.Count;

    public LabelState[] Of(FoundImage image)
    {
        var states = new LabelState[names.Count];
        if (image.Asked is { } asked)
        {
            Array.Fill(states, LabelState.Unknown);
            Set(asked, LabelState.Absent);
        }
        Set(image.Unknown, LabelState.Unknown);
        Set(image.Labels, LabelState.Present);
        string key = string.Create(
            states.Length,
            states,
            (text, all) =>
            {
                for (int k = 0; k < all.Length; k++)
                    text[k] = (char)('1' + (int)all[k]);
            }
        );
        return _made.TryGetValue(key, out var made) ? made : _made[key] = states;

        void Set(IEnumerable<string> labels, LabelState state)
        {
            foreach (string label in labels)
                if (_columns.TryGetValue(label, out int k))
                    states[k] = state;
        }
    }
}
