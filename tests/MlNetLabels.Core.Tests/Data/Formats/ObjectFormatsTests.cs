using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Formats of objects in images: the label set of an image is what is in it.</summary>
public sealed class ObjectFormatsTests : FormatFixture
{
    private const string Coco = """
        {"info": {}, "images": [{"id": 1, "file_name": "a.jpg"}, {"id": 7, "file_name": "b.jpg"}],
         "annotations": [
           {"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 1, 1], "segmentation": [[1, 2, 3]]},
           {"id": 2, "image_id": 1, "category_id": 3}, {"id": 3, "image_id": 1, "category_id": 5}],
         "categories": [{"id": 0, "name": "things", "supercategory": "none"}, {"id": 3, "name": "cat"}, {"id": 5, "name": "dog"}]}
        """;

    [Fact]
    public void Coco_ObjectsOfImages_AreLabelSets()
    {
        Write("labels.json", Coco);
        Touch("a.jpg", "b.jpg");

        var data = Read("labels.json");

        Assert.Equal(TargetKind.LabelSets, data.Kind);
        Assert.Equal(["a.jpg +cat +dog", "b.jpg -cat -dog"], Lines(data));
        Assert.StartsWith("Read as COCO: 2 images, 2 labels (cat, dog);", data.Notes[0], StringComparison.Ordinal);
        Assert.Contains("Declared, but on no image: things.", data.Notes);
        Assert.Equal(Lines(data), Lines(Read()));
    }

    [Fact]
    public void Coco_OfRoboflow_HasASplitAFolder()
    {
        foreach (string split in new[] { "train", "valid", "test" })
        {
            Write($"{split}/_annotations.coco.json", Coco);
            Touch($"{split}/a.jpg", $"{split}/b.jpg");
        }

        var data = Read();

        Assert.Equal(6, data.Rows.Count);
        Assert.Contains("valid/a.jpg validation +cat +dog", Lines(data));
        AllExist(data);
    }

    [Fact]
    public void Coco_AsPublished_HasItsImagesInAFolderASplit()
    {
        Write("annotations/instances_train2017.json", Coco);
        Write("annotations/instances_val2017.json", Coco);
        Touch("train2017/a.jpg", "train2017/b.jpg", "val2017/a.jpg", "val2017/b.jpg");

        var data = Read();

        Assert.Equal(
            ["train2017/a.jpg", "train2017/b.jpg", "val2017/a.jpg", "val2017/b.jpg"],
            data.Rows.Select(row => row.File)
        );
        Assert.Equal(
            [Split.Train, Split.Train, Split.Validation, Split.Validation],
            data.Rows.Select(row => row.Split)
        );
        AllExist(data);
        Assert.Equal(2, Read("annotations/instances_val2017.json").Rows.Count);
        AllExist(Read("annotations/instances_val2017.json"));
    }

    [Theory]
    [InlineData("""{"images": [], "annotations": [], "categories": []}""", "no image is listed")]
    [InlineData("""{"images": [{"id": 1}], "annotations": [], "categories": []}""", "file_name")]
    [InlineData("""{"images": [{"id": 1, "file_name": null}], "annotations": [], "categories": []}""", "damaged")]
    [InlineData(
        """{"images": [{"id": 1, "file_name": "a"}, {"id": 1, "file_name": "b"}], "annotations": [], "categories": []}""",
        "id 1"
    )]
    [InlineData(
        """{"images": [{"id": 1, "file_name": "a"}], "annotations": [{"image_id": 1, "category_id": 9}], "categories": []}""",
        "category 9"
    )]
    [InlineData("""{"images": [{"id": 1e999, "file_name": "a"}], "annotations": [], "categories": []}""", "damaged")]
    [InlineData("""{"images": [{"id": 1, "file_name": "a"}], "annotations": [], "categories": """, "cut off")]
    public void Coco_Damaged_SaysWhy(string json, string reason)
    {
        Write("labels.json", json);

        Assert.Contains(reason, Fails("labels.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coco_SameImageTwiceWithOtherLabels_IsRefused()
    {
        Write("labels.json", Coco.Replace("b.jpg", "./a.jpg", StringComparison.Ordinal));

        Assert.Contains("listed already", Fails("labels.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Voc_ObjectsOfImages_AreLabelSetsWithTheirSplits()
    {
        Write("Annotations/a.xml", Voc("a.jpg", "cat", "cat", "dog"));
        Write("Annotations/b.xml", Voc("renamed.jpg"));
        Touch("JPEGImages/a.jpg", "JPEGImages/b.jpg", "JPEGImages/c.jpg");
        Write("ImageSets/Main/train.txt", "a\n");
        Write("ImageSets/Main/val.txt", "b\n");
        Write("ImageSets/Main/cat_train.txt", "a 1\n");

        var data = Read();

        Assert.Equal(["JPEGImages/a.jpg train +cat +dog", "JPEGImages/b.jpg validation -cat -dog"], Lines(data));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
        AllExist(data);
    }

    [Fact]
    public void Voc_BesideImages_AsRoboflowHasIt()
    {
        Write("train/a.xml", Voc("a.jpg", "cat"));
        Write("test/b.xml", Voc("b.jpg", "dog"));
        Touch("train/a.jpg", "test/b.jpg");

        Assert.Equal(["test/b.jpg test -cat +dog", "train/a.jpg train +cat -dog"], Lines(Read()));
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x 'y'>]><annotation><object><name>&x;</name></object></annotation>")]
    [InlineData("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><annotation/>")]
    [InlineData("<annotation><object><name>cat</object></annotation>")]
    [InlineData("<annotation><object/></annotation>")]
    public void Voc_HostileOrDamaged_IsRefused(string xml)
    {
        Write("a.xml", Voc("a.jpg", "cat"));
        Write("b.xml", xml);
        Touch("a.jpg", "b.jpg");

        Assert.EndsWith("b.xml", Fails(options: new DatasetOptions { Format = "voc" }).File, StringComparison.Ordinal);
    }

    [Fact]
    public void Voc_NestedBeyondReason_IsRefused()
    {
        Write("a.xml", $"<annotation>{string.Concat(Enumerable.Repeat("<x>", 100_000))}");
        Touch("a.jpg");

        Assert.Contains(
            "nested",
            Fails(options: new DatasetOptions { Format = "voc" }).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("data.yaml", "train: ../train/images\nnames: ['cat', 'dog, big', \"it's\"]\n")]
    [InlineData("data.yaml", "names:\n- cat\n- 'dog, big'  # two\n- it's\nnc: 3\n")]
    [InlineData("dataset.yaml", "names:\n  0: cat\n  2: it's\n  1: \"dog, big\"\n\npath: x\n")]
    [InlineData("data.yml", "names: {0: cat, 1: 'dog, big', 2: it's}\n")]
    [InlineData("obj.names", "cat\ndog, big\nit's\n")]
    [InlineData("classes.txt", "cat\r\ndog, big\r\nit's\r\n")]
    public void Yolo_Names_AreReadInTheirForms(string file, string names)
    {
        Write(file, names);
        Write("labels/train/a.txt", "0 0.5 0.5 1 1\n2 0.5 0.5 1 1\n0 0.1 0.1 0.1 0.1\n");
        Write("labels/train/b.txt", "1 0.5 0.5 1 1\n");
        Write("labels/val/c.txt", "");
        Touch("images/train/a.jpg", "images/train/b.jpg", "images/val/c.jpg", "images/val/d.jpg");

        var data = Read();

        Assert.Equal(
            [
                "images/train/a.jpg train +cat -dog, big +it's",
                "images/train/b.jpg train -cat +dog, big -it's",
                "images/val/c.jpg validation -cat -dog, big -it's",
            ],
            Lines(data)
        );
        Assert.Contains(
            data.Notes,
            note => note.StartsWith("Left out 1 image without a file", StringComparison.Ordinal)
        );
        AllExist(data);
    }

    [Fact]
    public void Yolo_OfRoboflowAndOfDarknet_AreFound()
    {
        Write("a/data.yaml", "names: [cat]");
        Write("a/train/labels/1.txt", "0 0 0 1 1");
        Write("a/valid/labels/2.txt", "");
        Touch("a/train/images/1.jpg", "a/valid/images/2.jpg");
        Write("b/obj.names", "cat\n");
        Write("b/obj_train_data/1.txt", "0 0 0 1 1");
        Touch("b/obj_train_data/1.jpg");

        Assert.Equal(["train/images/1.jpg train +cat", "valid/images/2.jpg validation -cat"], Lines(Read("a")));
        Assert.Equal(["obj_train_data/1.jpg +cat"], Lines(Read("b")));
    }

    [Theory]
    [InlineData("names: [cat]", "1 0 0 1 1", "kind 1")]
    [InlineData("names: [cat]", "99999999999999 0 0 1 1", "not the number")]
    [InlineData("names: [cat]", "-1 0 0 1 1", "not the number")]
    [InlineData("names: []", "0 0 0 1 1", "empty")]
    [InlineData("names: cat", "0 0 0 1 1", "neither a list")]
    [InlineData("names:\n  a: cat", "0 0 0 1 1", "no number")]
    public void Yolo_Damaged_SaysWhy(string names, string labels, string reason)
    {
        Write("data.yaml", names);
        Write("labels/a.txt", labels);
        Touch("images/a.jpg");

        Assert.Contains(reason, Fails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateML_ObjectsOfImages_AreLabelSets()
    {
        Write(
            "train/_annotations.createml.json",
            """
            [{"image": "a.jpg", "annotations": [{"label": "cat", "coordinates": {"x": 1}}, {"label": "cat"}]},
             {"image": "b.jpg", "annotations": []}]
            """
        );
        Write("test/_annotations.createml.json", """[{"image": "c.jpg", "annotations": [{"label": "dog"}]}]""");
        Touch("train/a.jpg", "train/b.jpg", "test/c.jpg");

        Assert.Equal(
            ["test/c.jpg test -cat +dog", "train/a.jpg train +cat -dog", "train/b.jpg train -cat -dog"],
            Lines(Read())
        );
    }

    [Theory]
    [InlineData("""[{"image": null, "annotations": []}]""")]
    [InlineData("""[{"image": "a.jpg", "annotations": [{"label": null}]}]""")]
    [InlineData("""[{"image": "a.jpg", "annotations": 5}]""")]
    public void CreateML_Damaged_IsRefused(string json)
    {
        Write("a.json", json);

        Fails("a.json");
    }

    [Fact]
    public void Vott_Regions_AreLabelSetsAndWhatWasNotVisitedIsUnknown()
    {
        Write(
            "export.json",
            """
            {"name": "pets", "tags": [{"name": "cat", "color": "#fff"}], "assets": {
              "1": {"asset": {"name": "a%20b.jpg", "path": "file:/C:/photos/a%20b.jpg", "state": 2},
                "regions": [{"tags": ["cat", "dog"]}, {"tags": ["cat"]}]},
              "2": {"asset": {"name": "c.jpg", "state": 1}, "regions": []},
              "3": {"asset": {"name": "d.jpg", "state": 0}, "regions": []}}}
            """
        );

        var data = Read("export.json");

        Assert.Equal(["a b.jpg +cat +dog", "c.jpg -cat -dog"], Lines(data));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
    }

    [Fact]
    public void Vott_Damaged_IsRefused()
    {
        Write("export.json", """{"assets": {"1": {"regions": []}}}""");

        Assert.Contains("asset", Fails("export.json").Message, StringComparison.Ordinal);
    }

    private static string Voc(string file, params string[] objects) =>
        $"<annotation><folder>x</folder><filename>{file}</filename><size><width>3</width></size>"
        + $"{string.Concat(objects.Select(name => $"<object><name>{name}</name><bndbox><xmin>1</xmin></bndbox></object>"))}</annotation>";
}
