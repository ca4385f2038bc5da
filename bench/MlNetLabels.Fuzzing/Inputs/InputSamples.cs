using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace MlNetLabels.Fuzzing.Inputs;

/// <summary>Small good files of every kind that the program reads, made by the program itself from a few numbers.</summary>
internal sealed class InputSamples
{
    private const int Rows = 120,
        Columns = 6;

    private static readonly string[] s_classes = ["ant", "bee", "cat"];

    private const string Card = """
        {"name":"mine","description":"a network","licence":"MIT","origin":"here","onnx":"mine.onnx","input":"image",
        "output":"embedding","inner":["a"],"dimension":6,"preprocessing":{"width":32,"height":32,"resize":"squeeze",
        "mean":[0,0,0],"std":[1,1,1]},"probe":{"values":[1,2,3,4,5,6],"source":"somebody"}}
        """;

    private InputSamples(string folder) => Folder = folder;

    /// <summary>Where they lie.</summary>
    public string Folder { get; }

    /// <summary>Makes them.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="run">Runs the program and gives its exit code and what it said on stderr.</param>
    public static async Task<InputSamples> MakeAsync(
        string folder,
        Func<IReadOnlyList<string>, Task<(int Code, string Said)>> run
    )
    {
        var samples = new InputSamples(folder);
        samples.WriteEmbeddings("x", 0.8);
        samples.WriteEmbeddings("far", 3);
        string rows = string.Concat(
            Enumerable
                .Range(0, Rows)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"row{i},{s_classes[i % s_classes.Length]},g{i / 6},{1 + i % 2}\n"
                    )
                )
        );
        await File.WriteAllTextAsync(samples.Path("x.csv"), $"file,label,group,weight\n{rows}");
        await File.WriteAllTextAsync(samples.Path("x.json"), """{"name":"mine","dimension":6,"sha256":"ab"}""");
        await File.WriteAllTextAsync(samples.Path("card.json"), Card);
        await File.WriteAllTextAsync(samples.Path("gates.json"), """{"minAccuracy":0.1,"maxSkippedFiles":"5%"}""");
        await Needed(samples.Train("model.mlabels"));
        await Needed([
            "evaluate",
            .. samples.Evaluated(),
            "--output",
            samples.Path("report"),
            "--predictions-output",
            samples.Path("report"),
        ]);
        return samples;

        async Task Needed(IReadOnlyList<string> arguments)
        {
            var (code, said) = await run(arguments);
            if (code != 0)
                throw new InvalidOperationException($"{string.Join(' ', arguments)}: {code} {said}");
        }
    }

    /// <summary>The path of one of them.</summary>
    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>Training on embeddings, in little time.</summary>
    public string[] Train(string model, string embeddings = "x.npy") =>
        ["train", "--embeddings", Path(embeddings), "--model", Path(model), "--l2", "0.1", "--threads", "1"];

    /// <summary>What evaluate takes.</summary>
    public string[] Evaluated(string model = "model.mlabels") =>
        [
            "--model",
            Path(model),
            "--embeddings",
            Path("x.npy"),
            "--out-of-domain",
            "far:" + Path("far.npy"),
            "--threads",
            "1",
        ];

    /// <summary>The manifest of the bundle without its seal, which would refuse every change alike.</summary>
    public string Manifest()
    {
        using var zip = ZipFile.OpenRead(Path("model.mlabels"));
        using var reader = new StreamReader(zip.GetEntry("manifest.json")!.Open());
        var manifest = JsonNode.Parse(reader.ReadToEnd())!.AsObject();
        manifest.Remove("integrity");
        return manifest.ToJsonString();
    }

    /// <summary>The bundle with another manifest.</summary>
    public void WriteBundle(string name, byte[] manifest)
    {
        File.Copy(Path("model.mlabels"), Path(name), overwrite: true);
        using var zip = ZipFile.Open(Path(name), ZipArchiveMode.Update);
        zip.GetEntry("manifest.json")!.Delete();
        using var entry = zip.CreateEntry("manifest.json").Open();
        entry.Write(manifest);
    }

    private void WriteEmbeddings(string name, double distance)
    {
        var random = new Random(5);
        string header =
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({Rows}, {Columns}), }}".PadRight(117) + "\n";
        using var file = new BinaryWriter(File.Create(Path(name + ".npy")));
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0]);
        file.Write(Encoding.ASCII.GetBytes(header));
        for (int i = 0; i < Rows; i++)
        for (int j = 0; j < Columns; j++)
            file.Write((float)(random.NextDouble() * 2 + (j == i % s_classes.Length ? distance : 0)));
    }
}
