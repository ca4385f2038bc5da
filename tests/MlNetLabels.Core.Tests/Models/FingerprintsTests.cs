using MlNetLabels.Core.Tests.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Core.Tests.Models;

public sealed class FingerprintsTests
{
    [Fact]
    public void Parse_WhatToStringWrote_RemembersTheSame()
    {
        string[] contents = Datasets.Contents(50);
        var read = Fingerprints.Parse(Fingerprints.Create(contents).ToString());

        Assert.Equal(50, read.Count);
        Assert.All(contents, c => Assert.True(read.Contains(c)));
        Assert.False(read.Contains(Datasets.Content("another")));
    }

    [Fact]
    public void ToString_ContentsInAnotherOrderAndTwice_IsTheSame()
    {
        string[] contents = Datasets.Contents(9);

        Assert.Equal(
            Fingerprints.Create(contents).ToString(),
            Fingerprints.Create([.. contents.Reverse(), contents[3]]).ToString()
        );
    }

    [Fact]
    public void Of_Nothing_IsEmpty() => Assert.Equal(0, Fingerprints.Parse(Fingerprints.Create([]).ToString()).Count);

    [Theory]
    [InlineData("AAA")]
    [InlineData("!!!!")]
    [InlineData("AAAAAAA=")]
    public void Parse_NotAList_IsRefused(string text) =>
        Assert.Throws<InvalidInputException>(() => Fingerprints.Parse(text));
}
