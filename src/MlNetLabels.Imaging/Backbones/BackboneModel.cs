using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNetLabels.Backbones;

/// <summary>Opens an ONNX file as its card says, and says what was found where the two do not fit.</summary>
internal sealed class BackboneModel(BackboneCard card, string path)
{
    // Two, so that a batch size that is written down somewhere in the graph shows.
    private const int ProbedImages = 2;

    /// <summary>
    /// A session with the card's input and the embedding as output; whether a call takes one image only, and whether
    /// the card's output had to be averaged.
    /// </summary>
    public (OnnxSession Session, bool OneByOne, bool Pools) Open(byte[] bytes)
    {
        // What was imported fits, and parsing and trying it would only delay the first prediction.
        if (card.Weights is not null)
            return (Start(bytes, card.Output), false, false);

        var model = OnnxSurgery.Parse(bytes, path);
        string found = OnnxSurgery.Tensors(model);
        bool alone = model.Graph.Output is [var only] && only.Name == card.Output;
        if (!alone && !OnnxSurgery.TrySetOutput(model, card.Output))
            throw Misfit($"no tensor is called '{card.Output}'", found);
        var session = Start(alone ? bytes : model.ToByteArray(), card.Output);
        try
        {
            bool oneByOne = CheckInput(session, found);
            var shape = Try(session, oneByOne, found);
            bool pools = shape.Length == 4;
            if (pools)
            {
                session.Dispose();
                string pooled = OnnxSurgery.PoolOutput(model, card.Output);
                session = Start(model.ToByteArray(), pooled);
                shape = Try(session, oneByOne, found);
            }
            return
                shape is [var rows, var columns] && rows == (oneByOne ? 1 : ProbedImages) && columns == card.Dimension
                ? (session, oneByOne, pools)
                : throw Misfit(
                    $"'{card.Output}' is [{string.Join(", ", shape)}] for {(oneByOne ? 1 : ProbedImages)} images, not "
                        + $"[N, {card.Dimension}]",
                    found
                );
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private OnnxSession Start(byte[] bytes, string output)
    {
        try
        {
            return new OnnxSession(bytes, card.Input, output);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(path, null, $"ONNX Runtime cannot load it: {e.Message}", e);
        }
    }

    private bool CheckInput(OnnxSession session, string found)
    {
        if (session.Inputs.Count != 1 || !session.Inputs.TryGetValue(card.Input, out var input))
            throw Misfit($"'{card.Input}' is not its one input", found);
        if (!input.IsTensor || input.ElementDataType != TensorElementType.Float)
            throw Misfit($"'{card.Input}' is no float32 tensor", found);
        int[] wanted = [input.Dimensions is [1, ..] ? 1 : -1, 3, card.Preprocessing.Height, card.Preprocessing.Width];
        bool fits =
            input.Dimensions.Length == wanted.Length
            && input.Dimensions.Zip(wanted).All(x => x.First < 0 || x.First == x.Second);
        return fits
            ? wanted[0] == 1
            : throw Misfit($"'{card.Input}' does not take [N, {string.Join(", ", wanted[1..])}]", found);
    }

    private long[] Try(OnnxSession session, bool oneByOne, string found)
    {
        try
        {
            var (type, shape) = session.Probe([
                oneByOne ? 1 : ProbedImages,
                3,
                card.Preprocessing.Height,
                card.Preprocessing.Width,
            ]);
            return type == TensorElementType.Float
                ? shape
                : throw Misfit($"'{card.Output}' is {type}, not float32", found);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(
                path,
                null,
                $"it does not run on images of {card.Preprocessing.Width}x{card.Preprocessing.Height}: {e.Message}",
                e
            );
        }
    }

    private InvalidInputException Misfit(string what, string found) =>
        new(path, null, $"it does not fit its card: {what}. Found: {found}.");
}
