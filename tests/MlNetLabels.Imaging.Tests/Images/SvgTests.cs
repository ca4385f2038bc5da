using System.Text;
using MlNetLabels.Images;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests.Images;

public sealed class SvgTests
{
    // Weights sum to one within float32's precision.
    private const float Rounding = 1e-5f;

    private static readonly ImageOptions Allowed = new() { AllowSvg = true };

    private static byte[] Svg(string body, string size = """width="40" height="40" """, string before = "") =>
        Encoding.UTF8.GetBytes(
            $"""{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>{body}</svg>"""
        );

    [Fact]
    public void Load_Svg_IsRefusedByDefault_EvenAfterADrawingWasRendered()
    {
        byte[] svg = Svg("<rect width='40' height='40'/>");
        SvgDrawing.Render(Encoding.UTF8.GetString(svg), 10);

        Assert.Contains(
            "AllowSvg",
            Assert.Throws<ImageException>(() => TestImages.Load(svg)).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_SvgWhereAllowed_IsRendered() =>
        Assert.All(
            TestImages.Load(Svg("<rect width='40' height='40' fill='black'/>"), options: Allowed),
            value => Assert.Equal(0, value, Rounding)
        );

    [Theory]
    [InlineData("<image width='40' height='40' xlink:href='{0}'/>")]
    [InlineData("<image width='40' height='40' href='{0}'/>")]
    [InlineData("<style>@import url('{0}');</style>")]
    [InlineData("<use xlink:href='{0}#a'/>")]
    public void Load_SvgWithReferenceToAFile_DoesNotLoadIt(string body)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("black.png", TestImages.Png(new byte[40 * 40], 40, 40));

        foreach (string reference in (string[])[new Uri(path).AbsoluteUri, path])
            Assert.All(
                TestImages.Load(Svg(body.Replace("{0}", reference, StringComparison.Ordinal)), options: Allowed),
                value => Assert.Equal(1, value, Rounding)
            );
    }

    [Fact]
    public void Load_SvgWithExternalEntity_DoesNotLoadIt()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("part.svg", "<rect width='40' height='40'/>"u8.ToArray());
        byte[] svg = Svg(
            "&part;",
            before: $"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY part SYSTEM "{new Uri(path).AbsoluteUri}">]>"""
        );

        float[]? tensor = null;
        if (Record.Exception(() => tensor = TestImages.Load(svg, options: Allowed)) is not ImageException)
            Assert.All(tensor!, value => Assert.Equal(1, value, Rounding));
    }

    [Fact]
    public void Load_SvgEntityBomb_Fails()
    {
        var entities = new StringBuilder("""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "aaaaaaaaaa">""");
        for (int i = 1; i < 12; i++)
            entities.Append(null, $"<!ENTITY a{i} \"{string.Concat(Enumerable.Repeat($"&a{i - 1};", 10))}\">");

        Assert.Throws<ImageException>(() =>
            TestImages.Load(Svg("<text>&a11;</text>", before: entities + "]>"), options: Allowed)
        );
    }

    [Fact]
    public void Load_SvgThatDeclaresAHugeSize_IsRefused() =>
        Assert.Throws<ImageException>(() =>
            TestImages.Load(Svg("", """width="30000" height="30000" """), options: Allowed)
        );

    [Fact]
    public void Render_Drawing_FitsTheSideOverWhite()
    {
        byte[] png = SvgDrawing.Render(
            Encoding.UTF8.GetString(Svg("<rect width='20' height='20' fill='red'/>", """width="40" height="20" """)),
            64
        );

        var target = TestImages.Plain with { Width = 64, Height = 32 };
        float[] tensor = TestImages.Load(png, target);
        Assert.Equal(1, tensor[0], Rounding);
        Assert.Equal(0, tensor[64 * 32], Rounding);
        Assert.Equal(1, tensor[63], Rounding);
        Assert.Equal(1, tensor[64 * 32 + 63], Rounding);
    }

    [Fact]
    public void Render_WhatIsNoDrawing_Fails() => Assert.Throws<ImageException>(() => SvgDrawing.Render("<svg", 10));
}
