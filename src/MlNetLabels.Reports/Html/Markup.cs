using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using MlNetLabels.Reports.Checks;

namespace MlNetLabels.Reports.Html;

/// <summary>HTML that is safe to put into a page: literals as they are written, every value in them encoded.</summary>
internal sealed class Markup
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly string _value;

    private Markup(string value) => _value = value;

    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>An interpolated string whose holes are encoded unless they are markup themselves.</summary>
    public static Markup Format(Handler html) => new(html.ToString());

    /// <summary>
    /// A thumbnail that <see cref="ReportChecks"/> found to be base64: encoding it would only make it longer.
    /// </summary>
    public static Markup DataUri(string uri) => new(uri);

    /// <summary>Parts one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(x => x._value)));

    /// <summary>A name that comes from data: encoded, and kept from reordering the text around it.</summary>
    public static Markup Name(string? name) => Format($"<bdi>{name}</bdi>");

    /// <summary>Bytes it takes in the file.</summary>
    public int Utf8Length => Encoding.UTF8.GetByteCount(_value);

    /// <inheritdoc/>
    public override string ToString() => _value;

    /// <summary>Builds the markup; the compiler calls it.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Handler(int literalLength, int holes)
    {
        private readonly StringBuilder _html = new(literalLength + holes * 16);

        public void AppendLiteral(string literal) => _html.Append(literal);

        public void AppendFormatted(Markup markup) => _html.Append(markup._value);

        public void AppendFormatted(IEnumerable<Markup> parts)
        {
            foreach (var part in parts)
                _html.Append(part._value);
        }

        public void AppendFormatted(string? text) => _html.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

        public override string ToString() => _html.ToString();
    }
}
