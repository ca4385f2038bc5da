namespace MlNetLabels.Runs.Tests;

/// <summary>How many rows of each class a sample takes.</summary>
public sealed class QuotasTests
{
    [Fact]
    public void Divide_CommonAndRareClasses_KeepsProportionsAndTheRare() =>
        Assert.Equal([652, 326, 20, 2], Quotas.Divide([64_000, 31_000, 60, 2], 1_000));

    [Fact]
    public void Divide_RoomForFewerThanTheLeast_SharesHalfOfIt() =>
        Assert.Equal([8, 1, 1], Quotas.Divide([1_000, 50, 50], 10));

    [Fact]
    public void Divide_AnyCounts_FillsTheRoomAndTakesNoMoreThanThereIs()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 2_000; trial++)
        {
            long[] counts =
            [
                .. Enumerable.Range(0, 1 + random.Next(30)).Select(_ => 1L + random.Next(1 << random.Next(20))),
            ];
            int room = random.Next((int)counts.Sum());

            int[] quotas = Quotas.Divide(counts, room);

            Assert.Equal(room, quotas.Sum());
            Assert.All(quotas.Zip(counts), q => Assert.InRange(q.First, 0, q.Second));
        }
    }
}
