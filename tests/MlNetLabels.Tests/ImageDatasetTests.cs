using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

public sealed class ImageDatasetTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadImageDataset_Folders_NamesClassesAndLabels()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);

        Assert.Equal(["circle", "square"], data.Schema["Label"].Names(Columns.KeyValues)!);
        Assert.Equal(["circle", "square"], data.Schema["Labels"].Names(Columns.SlotNames)!);
        Assert.Equal(
            [.. Enumerable.Repeat(1u, Shapes.PerClass), .. Enumerable.Repeat(2u, Shapes.PerClass)],
            data.GetColumn<uint>("Label")
        );
        Assert.Equal(data.GetColumn<string>("ImagePath").Select(File.ReadAllBytes), data.GetColumn<byte[]>("Image"));
    }

    [Fact]
    public void LoadImageDataset_Table_KeepsUnknownCellsSplitGroupAndWeight()
    {
        string csv = _folder.Write(
            "data.csv",
            "file,cat,dog,split,group,weight\na.png,1,,train,g1,2\nb.png,0,1,test,,1\n"
        );

        var data = _ml.Data.LoadImageDataset(csv);

        Assert.Null(data.Schema.GetColumnOrNull("Label"));
        Assert.Equal(
            [
                [1, float.NaN],
                [0, 1],
            ],
            data.GetColumn<float[]>("Labels")
        );
        Assert.Equal(
            [
                [true, false],
                [true, true],
            ],
            data.GetColumn<bool[]>("Known")
        );
        Assert.Equal(["Train", "Test"], data.GetColumn<string>("Split"));
        Assert.Equal(["g1", ""], data.GetColumn<string>("Group"));
        Assert.Equal([2f, 1f], data.GetColumn<float>("Weight"));
    }

    [Fact]
    public void LoadImageDataset_Divided_TellsTheSplits()
    {
        var dataset = DatasetReader.Read(shapes.Images);
        var splits = Splitter.Divide(dataset, [.. dataset.Rows.Select(r => r.File)]);

        var data = _ml.Data.LoadImageDataset(dataset, splits);

        Assert.Equal(splits.Splits.Select(s => s.ToString()), data.GetColumn<string>("Split"));
        Assert.Equal(
            splits.Rows(Split.Test).Select(i => dataset.Rows[i].Path),
            _ml.Data.TakeSplit(data, Split.Test).GetColumn<string>("ImagePath")
        );
    }
}
