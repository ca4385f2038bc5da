using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A wrong call: exit code 2, the reason on stderr, nothing on stdout.</summary>
public sealed class UsageErrorTests
{
    [Theory]
    [InlineData("fly", "fly")]
    [InlineData("train --data x --model y --colour red", "--colour")]
    [InlineData("train --data x", "--model")]
    [InlineData("predict --model x", "path")]
    [InlineData("embed --images x", "--output")]
    [InlineData("report", "report-or-model")]
    [InlineData("compare a.json", "B")]
    [InlineData("losses", "logits")]
    [InlineData("losses 1 two", "'two' is no number. Give a model's raw outputs, decimals with a point")]
    [InlineData("losses 1,5", "'1,5' is no number")]
    [InlineData("train --model x", "Name the images with --data, or embeddings with --embeddings.")]
    [InlineData("evaluate --model x", "Name the images with --data, or embeddings with --embeddings.")]
    [InlineData("backbones compare", "--data is missing. Images: ")]
    [InlineData("predict --model x", "path is missing. Images, or folders of images")]
    [InlineData("monitor --model x", "--images is missing. ")]
    [InlineData("train -d x --model y", "Options are whole words: --data, say.")]
    [InlineData("train --data x --model y --out-of-domain z", "--validation-out-of-domain", "--negatives")]
    [InlineData("data import x --output y --format coco", "--data-format says what the data are.")]
    [InlineData("serve --model x --port 80", "--urls http://localhost:8080")]
    [InlineData("bundle show x", "There are verify, sign")]
    [InlineData("embed --images x --output y.csv", "it must end in .npy")]
    [InlineData("train --data x --model y --seed one", "one")]
    [InlineData("train --data x --model y --threads 0", "--threads")]
    [InlineData("train --data x --model y --l2 -1", "--l2")]
    [InlineData("train --data x --model y --l2 0,5", "0,5")]
    [InlineData("train --data x --model y --threshold sometimes", "sometimes")]
    [InlineData("train --data x --model y --reject-rate 1.5", "1.5")]
    [InlineData(
        "train --data x --model y --reject-rate 7,5%",
        "'7,5%'; give a share between 0 and 1, such as 0.05 or 5%"
    )]
    [InlineData("train --data x --model y --unsure-rate 150%", "'150%'")]
    [InlineData(
        "train --data x --model y --threshold precision:90",
        "'precision:90' names no share of precision",
        "precision:0.9"
    )]
    [InlineData("embed --data x --output y.npy", "It is --images here")]
    [InlineData("train --data x --embeddings x.npy --model y", "exclude each other")]
    [InlineData("evaluate --data x --embeddings x.npy --model y", "exclude each other")]
    [InlineData("data describe --data x", "Name the data without --data.")]
    [InlineData("data import --data x --output y", "Name the data without --data.")]
    [InlineData("demo --classes a,b", "--classes is of --data")]
    [InlineData("demo --one-class", "--one-class is of --data")]
    [InlineData("suggest --pool x --classes a", "--classes is of --data")]
    [InlineData("suggest --pool x --images y", "--images is of --data")]
    [InlineData("suggest --pool x --model y --backbone z", "leave --backbone out")]
    [InlineData("suggest --pool x --trust y", "--trust is of a model")]
    [InlineData("label --data x --threads 2", "--threads is of --model")]
    [InlineData("evaluate --data x --labels y.csv --model z", "--labels is the CSV of --embeddings")]
    [InlineData("predict --model x --data y", "Name the images, or folders of them, without it.")]
    [InlineData("train --data x --model a --model b", "--model is given 2 times (a, b); give it once.")]
    [InlineData("predict --model x y --json --sets", "--sets is of tables")]
    [InlineData("predict --model x y --output a.csv --sets", "--sets is of tables")]
    [InlineData("report x --html a --markdown a", "--html and --markdown name one file")]
    [InlineData("suggest --pool x --html a --output ./a", "--output and --html name one file")]
    [InlineData("retrain --events jsonll", "--events is 'jsonll'; give jsonl. Did you mean jsonl?")]
    [InlineData("submit slurm --shards 2 --mem 4Q -- embed --images x --output y", "--mem is '4Q'")]
    [InlineData("submit slurm --shards 2 --time abc -- embed --images x --output y", "--time is 'abc'")]
    [InlineData("train --embeddings x.npy --model y --data-format coco", "--data-format is of --data")]
    [InlineData("evaluate --embeddings x.npy --model y --data-format coco", "--data-format is of --data")]
    [InlineData("train --embeddings x.npy --model y --backbone z", "--backbone says how images are embedded")]
    [InlineData("train --embeddings x.npy --model y --timeout 3", "--timeout says how images are embedded")]
    [InlineData("train --embeddings x.npy --model y --no-cache --negatives z.npy", "--no-cache says")]
    [InlineData("train --embeddings x.npy --model y --images z", "--images says where pictures lie")]
    [InlineData("evaluate --embeddings x.npy --model y --max-failures 3", "--max-failures says")]
    [InlineData("train --data x --output y.mlabels", "--model names the bundle that it writes.")]
    [InlineData("export --model x --dotnet y --input image", "--input is about --output")]
    [InlineData("report x.json --trust y.pem", "--trust is of bundles")]
    [InlineData("evaluate --model x --data y --out-of-domain far:", "'far:' without a path", "far:PATH")]
    [InlineData("evaluate --model x --data y --ood z", "It is --out-of-domain here.")]
    [InlineData("train --data x --model y --cache .", "--cache is the folder '.'", "name a file")]
    [InlineData("embed --images x --output y.npy --max-failures some", "some")]
    [InlineData("embed --images x --output y.npy --max-failures 101%", "101%")]
    [InlineData("embed --images x --output y.npy --max-failures -1%", "-1%")]
    [InlineData("embed --images x --output y.npy --timeout 0", "'0'")]
    [InlineData("predict --model x y --timeout NaN", "'NaN'")]
    [InlineData("train --data x --model y --timeout 10s", "'10s'")]
    [InlineData("embed --images x --output y.npy --cache=", "--cache")]
    [InlineData("embed --images x --output y.npy --cache z --no-cache", "--no-cache")]
    [InlineData("embed --images x --output y.npy --cache-size lots", "lots")]
    [InlineData("embed --images x --output y.npy --cache-size 1GB --no-cache", "--cache-size")]
    [InlineData("cache", "command")]
    [InlineData("cache prune", "--max-size")]
    [InlineData("cache prune --max-size much", "much")]
    [InlineData("cache prune --max-size 5", "--max-size is '5', which has no unit; give a size such as 500MB or 2GB.")]
    [InlineData(
        "predict --model x --threshold 0.7 y",
        "There is no option '--threshold' here. It is of retrain and train."
    )]
    [InlineData("cache prune --max-size 99999999999TB", "99999999999TB")]
    [InlineData("cache prune --unused-days -1", "--unused-days")]
    public void Run_WrongArguments_SaysWhichAndHowToGetHelp(string arguments, params string[] words)
    {
        Tool.Run(arguments.Split(' ')).Refused(2, [.. words, "--help"]);
    }

    [Theory]
    [InlineData("trian", "mean train?")]
    [InlineData("backbones compar", "mean compare?")]
    [InlineData("train --modle x --data y", "mean --model?")]
    [InlineData("predict --model x --treads 2 a.png", "mean --threads?")]
    [InlineData("predict --model x --format jsn a.png", "mean json?")]
    [InlineData("train --data y --model m --fit crosss", "mean cross?")]
    public void Run_Misspelt_SaysWhatWasMeant(string arguments, string meant) =>
        Tool.Run(arguments.Split(' ')).Refused(2, meant, "--help");

    [Theory]
    [InlineData("train", "trian")]
    [InlineData("train", "TRAIN")]
    [InlineData("--out-of-domain", "--outofdomain")]
    [InlineData(null, "xyzzy")]
    [InlineData(null, "")]
    public void Nearest_OfSomeWords_IsTheOneMeant(string? meant, string given) =>
        Assert.Equal(meant, Suggestion.Nearest(given, ["train", "predict", "--out-of-domain", "--output"]));

    // What a verb's help names and the verb never reads would be a promise that is not kept.
    [Theory]
    [InlineData("embed", "--seed")]
    [InlineData("predict", "--seed")]
    [InlineData("export", "--threads")]
    [InlineData("losses", "--seed")]
    public void Help_OfAVerb_NamesNothingThatItDoesNotRead(string verb, string option) =>
        Assert.DoesNotContain(option, Tool.Run(verb, "--help").Done().Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("help train", "mlnet-labels train [options]")]
    [InlineData("help data describe", "mlnet-labels data describe <data> [options]")]
    [InlineData("help", "Commands:")]
    public void Help_AsAVerb_IsThatOfTheOption(string arguments, string words) =>
        Assert.Contains(words, Tool.Run(arguments.Split(' ')).Done().Out, StringComparison.Ordinal);

    [Fact]
    public void Run_NoArguments_AsksForACommand()
    {
        var result = Tool.Run();

        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }
}
