using MlNetLabels.Models;

namespace MlNetLabels.Core.Tests.Models;

public sealed class ModelStreamTests
{
    private static readonly byte[] Bundle = Save();

    [Fact]
    public void Load_Stream_GivesTheModelAndLeavesTheStreamOpen()
    {
        using var stream = new MemoryStream(Bundle);

        AssertIsTheModel(Model.Load(stream));

        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Load_StreamThatCannotSeek_GivesTheModel() => AssertIsTheModel(Model.Load(new ForwardStream(Bundle)));

    [Fact]
    public void Load_StreamThatBeginsEarlier_ReadsFromWhereItStands()
    {
        using var stream = new MemoryStream([1, 2, 3, .. Bundle]) { Position = 3 };

        AssertIsTheModel(Model.Load(stream));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_MoreThanAllowed_IsRefused(bool canSeek)
    {
        using var stream = canSeek ? new MemoryStream(Bundle) : new ForwardStream(Bundle);

        var error = Assert.Throws<InvalidInputException>(() => ModelBundle.Read(stream, limit: 1000));

        Assert.Contains("more than 1000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EndlessStream_IsRefusedAtItsBound() =>
        Assert.Throws<InvalidInputException>(() => ModelBundle.Read(new EndlessStream(), limit: 1 << 20));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_CutStream_IsRefused(bool canSeek)
    {
        byte[] cut = Bundle[..^30];
        using var stream = canSeek ? new MemoryStream(cut) : new ForwardStream(cut);

        Assert.Throws<InvalidInputException>(() => Model.Load(stream));
    }

    private static void AssertIsTheModel(Model model)
    {
        float[] embedding = [.. Mixture.Classes(30).Embeddings.Row(0)];
        Assert.Equal(
            Mixture.ClassModel.Predict(embedding).Classes!.Select(c => (c.Name, c.Probability)),
            model.Predict(embedding).Classes!.Select(c => (c.Name, c.Probability))
        );
    }

    private static byte[] Save()
    {
        using var stream = new MemoryStream();
        ModelBundle.Write(stream, Mixture.ClassModel);
        return stream.ToArray();
    }

    private sealed class ForwardStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 777)]);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => buffer.Length;
    }
}
