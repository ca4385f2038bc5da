using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Testing.Imaging;

namespace MlNetLabels.Fuzzing;

/// <summary>
/// <c>layouts</c>: one picture in every format and layout, damaged at places spread over each file. It is to be refused,
/// or its embedding to be near that of the whole.
/// </summary>
internal static class LayoutsCommand
{
    public static Command Create()
    {
        var places = new Option<int>("--places")
        {
            Description = "Places of each file to damage.",
            DefaultValueFactory = _ => 200,
        };
        var nearest = new Option<double>("--cosine")
        {
            Description = "Least cosine to the whole picture's embedding.",
            DefaultValueFactory = _ => 0.98,
        };
        var only = new Option<string>("--only")
        {
            Description = "Kinds whose name begins so.",
            DefaultValueFactory = _ => "",
        };
        var list = new Option<bool>("--list") { Description = "Each place that fell short." };
        var command = new Command(
            "layouts",
            "Every format and layout, cut and overwritten: refused, or near the whole."
        )
        {
            places,
            nearest,
            only,
            list,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(places),
                parsed.GetValue(nearest),
                parsed.GetValue(only)!,
                parsed.GetValue(list),
                Console.Out
            )
        );
        return command;
    }

    private static void Run(int places, double least, string only, bool list, TextWriter output)
    {
        using var backbone = Backbone.Load(MobileNetV3Small.Name);
        var embedder = new ImageEmbedder(backbone);
        output.WriteLine("refused/near/beyond, of " + places + " places each: " + string.Join(", ", Damage.Kinds));
        foreach (var (name, file) in PictureKinds.All.Where(k => k.Key.StartsWith(only, StringComparison.Ordinal)))
        {
            float[] whole;
            try
            {
                whole = embedder.Embed(file);
            }
            catch (ImageException e)
            {
                output.WriteLine($"{name, -28} {file.Length, 7} is not read: {e.Reason}");
                continue;
            }
            var line = new List<string>();
            foreach (string kind in Damage.Kinds)
            {
                int refused = 0,
                    near = 0;
                float worst = 1;
                for (int place = 0; place < places; place++)
                {
                    float cosine;
                    try
                    {
                        cosine = TensorPrimitives.CosineSimilarity(
                            whole,
                            embedder.Embed(Damage.Of(file, kind, place, places))
                        );
                    }
                    catch (ImageException)
                    {
                        refused++;
                        continue;
                    }
                    near += cosine >= least ? 1 : 0;
                    worst = Math.Min(worst, cosine);
                    if (list && cosine < least)
                        output.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"  {name}: {kind} at {(long)file.Length * place / places} of {file.Length}: {cosine:0.000}"
                            )
                        );
                }
                line.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{refused}/{near}/{places - refused - near} {worst:0.000}"
                    )
                );
            }
            output.WriteLine($"{name, -28} {file.Length, 7} {string.Join("  ", line)}");
        }
    }
}
