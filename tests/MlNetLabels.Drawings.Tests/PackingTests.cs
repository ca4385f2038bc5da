using MlNetLabels.Eng.PackDrawings;
using MlNetLabels.Testing;

namespace MlNetLabels.Drawings.Tests;

/// <summary>The archive's packer, which runs when the project is built.</summary>
public sealed class PackingTests : IDisposable
{
    private readonly TemporaryFolder _packages = new();

    public PackingTests() => SmallPackages.WriteTo(_packages.Path);

    public void Dispose() => _packages.Dispose();

    [Fact]
    public void Pack_TheSamePackages_GivesTheSameBytes() =>
        Assert.Equal(
            EmojiArchive.Pack(EmojiCatalogue.Read(_packages.Path)),
            EmojiArchive.Pack(EmojiCatalogue.Read(_packages.Path))
        );

    [Fact]
    public void Archive_OfThisBuild_HoldsEachDrawingOfItsListsAndNoOther()
    {
        var archive = DrawingArchive.Open();

        Assert.Equal(
            archive
                .Texts.Where(text => text.Key.EndsWith(".csv", StringComparison.Ordinal))
                .SelectMany(text => text.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
                .Select(line => line.Split(',')[0])
                .Distinct()
                .Order(StringComparer.Ordinal),
            archive.Drawings.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Read_DamagedPackage_NamesTheFile()
    {
        string chars = _packages.Write("@iconify-json/twemoji/chars.json", "{");

        var error = Assert.Throws<InvalidDataException>(() => EmojiCatalogue.Read(_packages.Path));

        Assert.Contains(chars, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutPackages_NamesTheCommand()
    {
        using var empty = new TemporaryFolder();

        var error = Assert.Throws<InvalidDataException>(() => EmojiCatalogue.Read(empty.Path));

        Assert.Contains("npm ci", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_StyleUnderAnotherLicence_IsRefused()
    {
        _packages.Write("@iconify-json/noto/package.json", """{ "version": "3.0.0", "license": "GPL-3.0" }""");

        var error = Assert.Throws<InvalidDataException>(() => EmojiArchive.Pack(EmojiCatalogue.Read(_packages.Path)));

        Assert.Contains("noto 3.0.0 is under GPL-3.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_WhatNoEmojiHas_IsListedWithItsLabel()
    {
        var label = new EmojiLabel("house", ["place-building", "ruin"], ["building"], ["tent"]);

        Assert.Equal(
            ["ruin (label house)", "tent (label house)"],
            label.Unknown(EmojiCatalogue.Read(_packages.Path).Emoji)
        );
    }
}
