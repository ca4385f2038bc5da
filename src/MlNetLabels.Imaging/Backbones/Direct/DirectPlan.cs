namespace MlNetLabels.Backbones.Direct;

/// <summary>The steps that an ONNX graph takes for one image size, and where their maps lie in memory.</summary>
internal sealed class DirectPlan(OnnxGraph graph, string input, int height, int width)
{
    public const int Planes = 3;

    /// <summary>
    /// Pixels of a map that are multiplied at a time: a divisor of all maps of networks for 224 pixels.
    /// </summary>
    public const int Tile = 7;

    private readonly Dictionary<string, DirectMap> _maps = [];
    private readonly List<(DirectMap Map, int First, int Last)> _lives = [];
    private readonly HashSet<OnnxNode> _done = [];

    public List<IDirectStep> Steps { get; } = [];

    /// <summary>The map of a tensor; null where a node is of another kind.</summary>
    public DirectMap? Make(string output)
    {
        foreach (var node in graph.Nodes)
            if (!_done.Contains(node) && !Add(node))
                return null;
        return _maps.GetValueOrDefault(output);
    }

    /// <summary>Gives each map a place that no map has which is used at the same time; how much they take.</summary>
    public int Place()
    {
        int length = 0;
        for (int i = 0; i < _lives.Count; i++)
        {
            var (map, first, last) = _lives[i];
            var others = _lives
                .Take(i)
                .Where(x => x.First <= last && x.Last >= first)
                .Select(x => x.Map)
                .OrderBy(x => x.Offset);
            foreach (var other in others)
                if (other.Offset < map.Offset + map.Length && other.Offset + other.Length > map.Offset)
                    map.Offset = other.Offset + other.Length;
            length = Math.Max(length, map.Offset + map.Length);
        }
        return length;
    }

    private bool Add(OnnxNode node) =>
        node.Operator switch
        {
            "Conv" => AddConv(node),
            "GlobalAveragePool" => AddPooling(node),
            "Mul" => AddScaling(node),
            "Flatten" => node.IsAll("axis", 1) && Find(node.Inputs[0]) is { Pixels: 1 } map && Alias(node.Output, map),
            _ => false,
        };

    private bool AddPooling(OnnxNode node)
    {
        if (Find(node.Inputs[0]) is not { Pad: 0 } from)
            return false;
        Steps.Add(new Pooling(from, Map(node.Output, 1, 1, from.Channels)));
        return true;
    }

    private bool AddScaling(OnnxNode node)
    {
        if (Find(node.Inputs[0]) is not { } a || Find(node.Inputs[1]) is not { } b || a.Channels != b.Channels)
            return false;
        var (factors, map, name) = a.Pixels == 1 ? (a, b, node.Inputs[1]) : (b, a, node.Inputs[0]);
        // In place, so nothing may read the map afterwards.
        if (
            factors.Pixels != 1
            || map.Pad > 0
            || graph.Nodes.SkipWhile(x => x != node).Skip(1).Any(x => x.Inputs.Contains(name))
        )
            return false;
        Steps.Add(new Scaling(map, factors));
        return Alias(node.Output, map);
    }

    private bool AddConv(OnnxNode node)
    {
        string source = node.Inputs[0];
        var from = Find(source);
        if (from is null && source != input || Convolution.Read(node, graph) is not { } conv)
            return false;
        var (high, wide) = from is null ? (height, width) : (from.Height, from.Width);
        (high, wide) = ((high - 1) / conv.Stride + 1, (wide - 1) / conv.Stride + 1);
        var next = After(node);
        DirectMap? added = null;
        string activation = next?.Operator ?? "";
        if (next is { Operator: "Add", Inputs: [var a, var b] } && a != b)
        {
            added = Find(a == node.Output ? b : a);
            if (added is null || (added.Height, added.Width, added.Channels) != (high, wide, conv.Outputs))
                return false;
            activation = "";
        }
        var to = Map(next?.Output ?? node.Output, high, wide, conv.Outputs);
        var image = (height, width);
        var step = activation switch
        {
            "" => conv.Step<NoActivation>(image, from, to, added),
            "Relu" => conv.Step<Relu>(image, from, to, added),
            "HardSwish" => conv.Step<HardSwish>(image, from, to, added),
            "HardSigmoid" => conv.Step<HardSigmoid>(image, from, to, added),
            _ => null,
        };
        if (step is null)
            return false;
        Steps.Add(step);
        return true;
    }

    // What alone reads a convolution's output is done with it.
    private OnnxNode? After(OnnxNode conv)
    {
        if (graph.Nodes.Where(x => x.Inputs.Contains(conv.Output)).ToList() is not [var next])
            return null;
        bool isActivation =
            next.Operator is "Relu" or "HardSwish"
            || next.Operator == "HardSigmoid"
                && next.Numbers.GetValueOrDefault("alpha") == HardSigmoid.Slope
                && next.Numbers.GetValueOrDefault("beta") == HardSigmoid.Middle;
        bool isSum = next is { Operator: "Add" } && next.Inputs.All(x => x == conv.Output || _maps.ContainsKey(x));
        if (!isActivation && !isSum)
            return null;
        _done.Add(next);
        return next;
    }

    private DirectMap Map(string name, int mapHeight, int mapWidth, int channels)
    {
        var map = new DirectMap(mapHeight, mapWidth, channels, PadOf(name));
        _maps[name] = map;
        _lives.Add((map, Steps.Count, Steps.Count));
        return map;
    }

    // Of the convolution of each channel that reads a map.
    private int PadOf(string name) =>
        graph
            .Nodes.Where(x => x.Operator == "Conv" && x.Inputs[0] == name && !x.IsAll("group", 1))
            .Select(x => Convolution.Read(x, graph)?.Kernel / 2 ?? 0)
            .DefaultIfEmpty()
            .Max();

    private bool Alias(string name, DirectMap map)
    {
        _maps[name] = map;
        return true;
    }

    // Used by the step that comes next.
    private DirectMap? Find(string name)
    {
        if (!_maps.TryGetValue(name, out var map))
            return null;
        int at = _lives.FindIndex(x => x.Map == map);
        _lives[at] = _lives[at] with { Last = Steps.Count };
        return map;
    }
}
