using MlNetLabels.Cli.Shards;

namespace MlNetLabels.Cli.Tests;

/// <summary>Which rows a shard holds, what it is called, and how a task knows which one it is of.</summary>
public sealed class ShardTests
{
    [Fact]
    public void RowsOf_AnyCountUpToAThousand_HoldsEveryRowOnceAndIsEven()
    {
        const long Rows = 100_000;
        for (int count = 1; count <= 1000; count++)
        {
            double even = (double)Rows / count;
            long next = 0;
            for (int number = 0; number < count; number++)
            {
                var (first, end) = new Shard(number, count).RowsOf(Rows);

                Assert.Equal(next, first);
                Assert.InRange((end - first) / even, 0.99, 1.01);
                next = end;
            }
            Assert.Equal(Rows, next);
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 7)]
    [InlineData(99_999_999_999, 100_000)]
    public void RowsOf_FewRowsOrVeryMany_HoldsEveryRowOnce(long rows, int count)
    {
        var all = Enumerable.Range(0, count).Select(number => new Shard(number, count).RowsOf(rows)).ToList();

        Assert.Equal((0, rows), (all[0].First, all[^1].End));
        Assert.All(all.Zip(all.Skip(1)), x => Assert.Equal(x.First.End, x.Second.First));
    }

    [Fact]
    public void Name_OfAShard_IsReadBack()
    {
        var shard = new Shard(12, 1000);

        Assert.Equal("part-00012-of-01000", shard.Name);
        Assert.Equal(shard, Shard.Of(shard.Name));
        Assert.Null(Shard.Of("part-12-of-1000"));
        Assert.Null(Shard.Of("part-01000-of-01000"));
        Assert.Null(Shard.Of("list-00012-of-01000"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("7", "7")]
    [InlineData("0 3 4 5", "0,3-5")]
    [InlineData("1 2 4 6 7 8", "1-2,4,6-8")]
    public void ArrayExpression_OfNumbers_NamesRanges(string numbers, string expected) =>
        Assert.Equal(
            expected,
            ArrayExpression.Of(numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
        );

    [Theory]
    [InlineData("3/8", "", "3/8")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=0", "3/8")]
    // An array that begins at 1.
    [InlineData(
        "auto",
        "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8",
        "0/8"
    )]
    // The second try of two shards.
    [InlineData(
        "auto/8",
        "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=5",
        "5/8"
    )]
    [InlineData("auto/4", "JOB_COMPLETION_INDEX=2", "2/4")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=2 JOB_COMPLETIONS=4", "2/4")]
    [InlineData("auto", "AWS_BATCH_JOB_ARRAY_INDEX=9 AWS_BATCH_JOB_ARRAY_SIZE=10", "9/10")]
    public void Parse_GivenOrOfAScheduler_IsTheShard(string text, string variables, string expected) =>
        Assert.Equal(expected, Parse(text, variables).ToString());

    [Theory]
    [InlineData("8/8", "", "from 0 to N - 1")]
    [InlineData("1", "", "I/N")]
    [InlineData("-1/8", "", "I/N")]
    [InlineData("auto", "", "SLURM_ARRAY_TASK_ID (Slurm)")]
    [InlineData("auto/4/4", "", "auto/N")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=2", "JOB_COMPLETIONS is not set")]
    [InlineData("auto", "AWS_BATCH_JOB_ARRAY_INDEX=2", "AWS_BATCH_JOB_ARRAY_SIZE is not set")]
    [InlineData("auto/4", "JOB_COMPLETION_INDEX=4", "shard 4 of 4")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=x JOB_COMPLETIONS=4", "JOB_COMPLETION_INDEX is 'x'")]
    [InlineData("auto/4", "JOB_COMPLETION_INDEX=1 AWS_BATCH_JOB_ARRAY_INDEX=1", "both set")]
    [InlineData(
        "auto",
        "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=5",
        "give auto/N"
    )]
    public void Parse_NoShard_SaysWhatIsMissing(string text, string variables, string said) =>
        Assert.Contains(
            said,
            Assert.Throws<SetUpException>(() => Parse(text, variables)).Message,
            StringComparison.Ordinal
        );

    private static Shard Parse(string text, string variables)
    {
        var set = variables
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(x => x.Split('='))
            .ToDictionary(x => x[0], x => x[1]);
        return ShardArgument.Parse(text, name => set.GetValueOrDefault(name));
    }
}
