using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlNetLabels.Backbones.Direct;

namespace MlNetLabels.Backbones;

/// <summary>Opens an ONNX file as its card says, and says what was found where the two do not fit.</summary>
internal sealed class BackboneModel(BackboneCard card, string location, bool isTried)
{
    // Two, so that a batch size that is written down somewhere in the graph shows.
    private const int ProbedImages = 2;

    /// <summary>
    /// A session from the card's input to the embedding, and what has to follow the file's bytes so that the embedding
    /// is their last output.
    /// </summary>
    public (OnnxSession Session, byte[] Suffix) Open(byte[] bytes)
    {
        if (card.Inner is { } inner)
            return OpenSeveral(bytes, [card.Output, .. inner]);
        if (isTried)
            return (StartTried(bytes), []);

        var outline = OnnxOutline.Read(bytes, location, card.Output);
        if (!outline.IsMade)
            throw Misfit($"no tensor is called '{card.Output}'", outline);
        byte[] suffix = outline.IsLastOutput ? [] : AppendedOutput.Same(card.Output);
        var session = Start(bytes, suffix);
        try
        {
            int images = TakesOneImage(session, outline) ? 1 : ProbedImages;
            var shape = Try(session, images, outline);
            if (shape.Length == 4)
            {
                session.Dispose();
                suffix = AppendedOutput.Averaged(card.Output);
                session = Start(bytes, suffix);
                shape = Try(session, images, outline);
            }
            return shape is [var rows, var columns] && rows == images && columns == card.Dimension
                ? (session, suffix)
                : throw Misfit(
                    $"'{card.Output}' is [{string.Join(", ", shape)}] for {images} images, not [N, {card.Dimension}]",
                    outline
                );
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private (OnnxSession Session, byte[] Suffix) OpenSeveral(byte[] bytes, string[] tensors)
    {
        var outline = OnnxOutline.Read(bytes, location, card.Output);
        foreach (string tensor in tensors)
            if (!OnnxOutline.Read(bytes, location, tensor).IsMade)
                throw Misfit($"no tensor is called '{tensor}'", outline);
        int images;
        (string, bool IsMap)[] named;
        // ONNX Runtime infers the shapes of outputs that state none. Parts of a file may follow one another.
        using (var all = Start(bytes, [.. tensors.SelectMany(AppendedOutput.Same)]))
        {
            images = TakesOneImage(all, outline) ? 1 : ProbedImages;
            named = [.. tensors.Select(x => (x, IsMap(all, x, outline)))];
        }
        byte[] suffix = AppendedOutput.Joined(card.Output, named);
        var session = Start(bytes, suffix);
        try
        {
            long[] shape = Try(session, images, outline);
            return shape is [var rows, var columns] && rows == images && columns == card.Dimension
                ? (session, suffix)
                : throw Misfit(
                    $"{string.Join(", ", tensors.Select(x => $"'{x}'"))} have {shape[^1]} values together, not "
                        + $"{card.Dimension}",
                    outline
                );
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private bool IsMap(OnnxSession session, string tensor, OnnxOutline outline)
    {
        int[] shape = session.Outputs[AppendedOutput.NameOf(tensor)].Dimensions;
        return shape.Length is 2 or 4
            ? shape.Length == 4
            : throw Misfit($"'{tensor}' is [{string.Join(", ", shape)}], neither [N, C] nor [N, C, H, W]", outline);
    }

    private OnnxSession StartTried(byte[] bytes)
    {
        var p = card.Preprocessing;
        return DirectNetwork.Read(bytes, card.Input, card.Output, p.Height, p.Width) is { } direct
            ? new OnnxSession(direct)
            : Start(bytes, card.Output);
    }

    private OnnxSession Start(byte[] bytes, byte[] suffix) =>
        suffix is [] ? Start(bytes, card.Output) : Start([.. bytes, .. suffix], AppendedOutput.NameOf(card.Output));

    private OnnxSession Start(byte[] bytes, string output)
    {
        try
        {
            return new OnnxSession(bytes, card.Input, output);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(location, null, $"ONNX Runtime cannot load it: {e.Message}", e);
        }
    }

    private bool TakesOneImage(OnnxSession session, OnnxOutline found)
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

    private long[] Try(OnnxSession session, int images, OnnxOutline found)
    {
        try
        {
            var (type, shape) = session.Probe([images, 3, card.Preprocessing.Height, card.Preprocessing.Width]);
            return type == TensorElementType.Float
                ? shape
                : throw Misfit($"'{card.Output}' is {type}, not float32", found);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidInputException(
                location,
                null,
                $"it does not run on images of {card.Preprocessing.Width}x{card.Preprocessing.Height}: {e.Message}",
                e
            );
        }
    }

    private InvalidInputException Misfit(string what, OnnxOutline found) =>
        new(location, null, $"it does not fit its card: {what}. Found: {found}.");
}
