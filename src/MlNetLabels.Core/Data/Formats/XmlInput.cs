using System.Xml;
using System.Xml.Linq;

namespace MlNetLabels.Data.Formats;

/// <summary>XML that came from outside: no document type, so no entities that grow, nothing fetched, within bounds.</summary>
internal static class XmlInput
{
    private const long MostBytes = 500_000_000;
    private const int MostDepth = 64;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The name of the root element; null where it is no XML and need not be.</summary>
    public static string? RootOf(string path, bool mustBeXml)
    {
        try
        {
            using var file = InputFile.Open(path);
            using var reader = XmlReader.Create(file, s_settings);
            return reader.MoveToContent() == XmlNodeType.Element ? reader.LocalName : null;
        }
        catch (Exception error) when (mustBeXml && error is XmlException or IOException)
        {
            throw Damaged(path, error);
        }
        catch (Exception error) when (!mustBeXml && error is XmlException or IOException or InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>The elements of one name directly below the root, one at a time.</summary>
    public static IEnumerable<XElement> Elements(string path, string name)
    {
        using var file = InputFile.Open(path);
        using var reader = XmlReader.Create(file, s_settings);
        while (Next(path, reader, name) is { } element)
            yield return element;
    }

    /// <summary>A whole small document.</summary>
    public static XElement Read(string path)
    {
        using var file = InputFile.Open(path);
        using var reader = XmlReader.Create(file, s_settings);
        try
        {
            reader.MoveToContent();
            return Load(reader);
        }
        catch (Exception error) when (error is XmlException or IOException)
        {
            throw Damaged(path, error);
        }
    }

    private static XElement? Next(string path, XmlReader reader, string name)
    {
        try
        {
            bool isThere = reader.ReadState == ReadState.Initial ? reader.Read() : !reader.EOF;
            while (
                isThere && !(reader.NodeType == XmlNodeType.Element && reader.Depth == 1 && reader.LocalName == name)
            )
                isThere = reader.Read();
            return isThere ? Load(reader) : null;
        }
        catch (Exception error) when (error is XmlException or IOException)
        {
            throw Damaged(path, error);
        }
    }

    // A tree that is deeper than any annotation would overflow the stack of whoever walks it.
    private static XElement Load(XmlReader reader)
    {
        int top = reader.Depth;
        var root = new XElement(reader.LocalName);
        var open = new Stack<XElement>([root]);
        AddAttributes(reader, root);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return root;
        }
        while (reader.Read() && reader.Depth > top)
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when open.Count >= MostDepth:
                    throw new XmlException($"elements are nested more than {MostDepth} deep");
                case XmlNodeType.Element:
                    var element = new XElement(reader.LocalName);
                    AddAttributes(reader, element);
                    open.Peek().Add(element);
                    if (!reader.IsEmptyElement)
                        open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    open.Peek().Add(reader.Value);
                    break;
            }
        reader.Read();
        return root;
    }

    private static void AddAttributes(XmlReader reader, XElement element)
    {
        while (reader.MoveToNextAttribute())
            if (reader.LocalName != "xmlns" && reader.Prefix != "xmlns")
                element.SetAttributeValue(XName.Get(reader.LocalName), reader.Value);
        reader.MoveToElement();
    }

    private static InvalidInputException Damaged(string path, Exception error) =>
        error is XmlException { LineNumber: > 0 } xml
            ? new(
                path,
                xml.LineNumber,
                xml.Message.Contains("DTD", StringComparison.Ordinal)
                    ? "the XML cannot be read: it begins with a declaration of its own form (DTD), which is refused. Take <!DOCTYPE> away."
                    : $"the XML cannot be read: it goes wrong at character {xml.LinePosition} of this line, or is cut off. Export it "
                        + "again.",
                error
            )
            : new(path, null, $"the XML cannot be read ({error.Message})", error);
}
