using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Formats of whole images' labels: one class each where every image has exactly one.</summary>
public sealed class LabelFormatsTests : FormatFixture
{
    [Fact]
    public void FiftyOne_LabelsByNumberNameAndList_AreRead()
    {
        Touch("data/a.jpg", "data/b.png", "data/c.jpg", "data/d.jpg");
        Write(
            "labels.json",
            """{"classes": ["cat", "dog", "owl"], "labels": {"a": 1, "b": "cat", "c": null, "d": 1}}"""
        );

        var data = Read();

        Assert.Equal(TargetKind.Classes, data.Kind);
        Assert.Equal(["data/a.jpg -cat +dog", "data/b.png +cat -dog", "data/d.jpg -cat +dog"], Lines(data));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
        Assert.Contains("Declared, but on no image: owl.", data.Notes);
        AllExist(data);
        Write(
            "labels.json",
            """{"classes": ["cat", "dog"], "labels": {"a": [0, "dog"], "b": [], "c": [1], "d": null}}"""
        );
        Assert.Equal(
            ["data/a.jpg +cat +dog", "data/b.png -cat -dog", "data/c.jpg -cat +dog"],
            Lines(Read("labels.json"))
        );
    }

    [Theory]
    [InlineData("""{"classes": ["cat"], "labels": {"a": 1}}""", "1 class is listed")]
    [InlineData("""{"classes": ["cat"], "labels": {"a": -1}}""", "1 class is listed")]
    [InlineData("""{"classes": ["cat"], "labels": {"a": 99999999999}}""", "1 class is listed")]
    [InlineData("""{"classes": ["cat"], "labels": {"a": {"b": 1}}}""", "neither a name")]
    [InlineData("""{"classes": ["cat"], "labels": {"a": null}}""", "its only image is not labelled")]
    [InlineData("""{"labels": 5}""", "damaged")]
    public void FiftyOne_Damaged_SaysWhy(string json, string reason)
    {
        Write("labels.json", json);

        Assert.Contains(reason, Fails("labels.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelStudio_Json_CountsVotesAndLeavesOutWhatWasCancelled()
    {
        Touch("a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg");
        Write(
            "export.json",
            $$"""
            [{{Task("a.jpg", ["cat"], ["cat"], ["dog"])}}, {{Task("/data/upload/1/0123abcd-b.jpg", ["dog"])}},
             {{Task("/data/local-files/?d=photos/pets/c.jpg", ["dog"], ["cat"])}},
             {"id": 4, "data": {"image": "d.jpg"}, "annotations": [{"was_cancelled": true, "result": [{{Choice(
                "cat"
            )}}]}]},
             {"id": 5, "data": {"image": "e.jpg"}, "annotations": []}]
            """
        );

        var data = Read("export.json");

        Assert.Equal(["a.jpg +cat -dog", "b.jpg -cat +dog"], Lines(data));
        Assert.Contains("Left out 1 image on whose class the annotators do not agree.", data.Notes);
        Assert.Contains("Left out 2 images that nobody labelled: what is on them is unknown.", data.Notes);
        Assert.Contains(
            "2 images were labelled more than once; the answers agree on 0 of them. The majority counts.",
            data.Notes
        );
        AllExist(data);
    }

    [Fact]
    public void LabelStudio_SeveralChoicesAtATie_AreUnknown()
    {
        Write("export.json", $"[{Task("a.jpg", ["cat", "owl"], ["cat"])}, {Task("b.jpg", ["owl", "dog"])}]");

        Assert.Equal(["a.jpg +cat -dog ?owl", "b.jpg -cat +dog +owl"], Lines(Read("export.json")));
    }

    [Fact]
    public void LabelStudio_ThreeWithThreeLabels_DoNotSayNone()
    {
        Write("export.json", $"[{Task("a.jpg", ["a", "x"], ["b", "y"], ["c", "z"])}, {Task("b.jpg", ["a", "b"])}]");

        Assert.Equal("a.jpg ?a ?b ?c ?x ?y ?z", Lines(Read("export.json"))[0]);
    }

    [Fact]
    public void LabelStudio_JsonMin_IsRead()
    {
        Write(
            "export.json",
            """
            [{"image": "a.jpg", "id": 1, "choice": "cat", "annotator": 1, "annotation_id": 1, "created_at": "x", "lead_time": 2.5},
             {"image": "b.jpg", "id": 2, "choice": {"choices": ["cat", "dog"]}, "annotator": 1, "annotation_id": 2},
             {"image": "c.jpg", "id": 3, "annotator": 1, "annotation_id": 3},
             {"image": "d.jpg", "id": 4, "label": [{"x": 1, "rectanglelabels": ["owl"]}], "annotator": 1, "annotation_id": 4}]
            """
        );

        Assert.Equal(
            ["a.jpg +cat -dog -owl", "b.jpg +cat +dog -owl", "d.jpg -cat -dog +owl"],
            Lines(Read("export.json"))
        );
    }

    [Fact]
    public void LabelStudio_Csv_HoldsSeveralAsJsonAndCancelledTasks()
    {
        Write(
            "export.csv",
            "image,id,choice,annotator,annotation_id,created_at,updated_at,lead_time\n"
                + "a.jpg,1,cat,1,1,x,y,1.5\n"
                + "b.jpg,2,\"{\"\"choices\"\":[\"\"cat\"\",\"\"dog\"\"]}\",1,2,x,y,1.5\n"
                + "c.jpg,3,,1,3,x,y,1.5\n"
        );

        var data = Read("export.csv");

        Assert.Equal(["a.jpg +cat -dog", "b.jpg +cat +dog"], Lines(data));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
    }

    [Theory]
    [InlineData("""[{"id": 1, "data": {"text": "hello"}, "annotations": []}]""", "name no image")]
    [InlineData("""[{"id": 1, "data": 5, "annotations": []}]""", "damaged")]
    [InlineData("""[{"id": 1, "data": {"image": "a.jpg"}, "annotations": []}]""", "its only image is not labelled")]
    public void LabelStudio_Damaged_SaysWhy(string json, string reason)
    {
        Write("export.json", json);

        Assert.Contains(reason, Fails("export.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cvat_TagsAndShapes_AreRead()
    {
        Touch("images/sub/a.jpg", "images/b.jpg", "images/c.jpg");
        Write(
            "annotations.xml",
            """
            <?xml version="1.0" encoding="utf-8"?>
            <annotations><version>1.1</version><meta><task><labels><label><name>cat</name></label></labels></task></meta>
            <image id="0" name="sub/a.jpg" subset="Train" width="1" height="1"><tag label="cat" source="manual"></tag></image>
            <image id="1" name="b.jpg" subset="Test" width="1" height="1"><box label="dog" xtl="1">
            <attribute name="x">1</attribute></box><tag label="cat"/></image>
            <image id="2" name="c.jpg" width="1" height="1"></image>
            </annotations>
            """
        );

        var data = Read();

        Assert.Equal(["images/sub/a.jpg train +cat -dog", "images/b.jpg test +cat +dog"], Lines(data));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
        AllExist(data);
        Assert.Equal(Lines(data), Lines(Read("annotations.xml")));
    }

    [Theory]
    [InlineData("<annotations><image id='0'><tag label='x'/></image></annotations>", "'name'")]
    [InlineData("<annotations><image name='a.jpg'><tag/></image></annotations>", "'label'")]
    [InlineData("<annotations><image name='a.jpg'></annotations>", "cannot be read")]
    [InlineData("<annotations></annotations>", "no image")]
    [InlineData("<!DOCTYPE a><annotations></annotations>", "DTD")]
    [InlineData("<other/>", "XML with the root element 'other'")]
    public void Cvat_Damaged_SaysWhy(string xml, string reason)
    {
        Write("annotations.xml", xml);

        Assert.Contains(reason, Fails("annotations.xml").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Datumaro_LabelsOfSubsets_AreRead()
    {
        const string Categories = """{"label": {"labels": [{"name": "cat"}, {"name": "dog"}], "attributes": []}}""";
        Touch("images/train/a.jpg", "images/test/a.jpg");
        Write(
            "annotations/train.json",
            $$$"""
            {"info": {}, "categories": {{{Categories}}}, "items": [
              {"id": "a", "annotations": [{"id": 0, "type": "label", "label_id": 1}], "image": {"path": "a.jpg"}},
              {"id": "n", "annotations": []}]}
            """
        );
        Write(
            "annotations/test.json",
            $$"""{"categories": {{Categories}}, "items": [{"id": "a", "annotations": [{"type": "label", "label_id": 0}]}]}"""
        );

        var data = Read();

        Assert.Equal(["images/test/a.jpg test +cat -dog", "images/train/a.jpg train -cat +dog"], Lines(data));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
    }

    [Fact]
    public void Datumaro_LabelThatIsNotListed_IsRefused()
    {
        Write("d.json", """{"categories": {}, "items": [{"id": "a", "annotations": [{"label_id": 2000000000}]}]}""");

        Assert.Contains("0 labels are listed", Fails("d.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CustomVision_TaggedImages_AreFoundByIdAndNegativeIsNoLabel()
    {
        Touch("11-aa.jpg", "photo b.jpg");
        Write(
            "tagged.json",
            """
            [{"id": "11-aa", "created": "x", "originalImageUri": "https://x.example/1?sv=2",
              "tags": [{"tagId": "t", "tagName": "cat"}, {"tagName": "dog"}],
              "regions": null},
             {"id": "22-bb", "originalImageUri": "https://x.example/i/photo%20b.jpg?sv=2", "tags": [{"tagName": "Negative"}]},
             {"id": "33-cc", "originalImageUri": "https://x.example/3", "tags": []}]
            """
        );

        Assert.Equal(["11-aa.jpg +cat +dog", "photo b.jpg -cat -dog"], Lines(Read("tagged.json")));
    }

    [Fact]
    public void CustomVision_WithoutTagName_IsRefused()
    {
        Write("tagged.json", """[{"id": "a", "originalImageUri": "x", "tags": [{"tagId": "t"}]}]""");

        Assert.Contains("tagName", Fails("tagged.json").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Roboflow_ColumnsOfEverySplit_AreLabels()
    {
        Touch("train/a.jpg", "valid/b.jpg");
        Write("train/_classes.csv", "filename, cat, split\na.jpg, 1, 0\n");
        Write("valid/_classes.csv", "filename, cat, split\nb.jpg, 0, 1\n");

        var data = Read();

        Assert.Equal(["train/a.jpg train +cat -split", "valid/b.jpg validation -cat +split"], Lines(data));
        AllExist(data);
    }

    [Fact]
    public void HuggingFace_Metadata_IsReadAndNestedMembersArePassedOver()
    {
        Touch("train/a.jpg", "test/sub/b.jpg");
        Write(
            "train/metadata.jsonl",
            """{"file_name": "a.jpg", "label": "cat", "objects": {"bbox": [[1, 2]]}, "size": [1, 2]}"""
        );
        Write("test/metadata.csv", "file_name,label\nsub/b.jpg,dog\n");

        var data = Read();

        Assert.Equal(["test/sub/b.jpg test -cat +dog", "train/a.jpg train +cat -dog"], Lines(data));
        Assert.Contains("Columns that are not used: objects, size.", data.Notes);
    }

    [Fact]
    public void Google_RowsWithoutHeader_AreRead()
    {
        Touch("cats/a.jpg", "b.jpg");
        Write(
            "import.csv",
            "TRAINING,gs://bucket/cats/a.jpg,cat,cute\nTEST,gs://bucket/b.jpg,dog\nUNASSIGNED,gs://bucket/c.jpg\n"
        );

        var data = Read("import.csv", new DatasetOptions { Images = _folder.Path });

        Assert.Equal(["cats/a.jpg train +cat +cute -dog", "b.jpg test -cat -cute +dog"], Lines(data));
        Assert.Contains(
            "an address",
            Fails("import.csv", new DatasetOptions { Images = _folder.File("cats") }).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("TRAIN,,\n", "names no image")]
    [InlineData("TRAIN,a.jpg,\"x\n", "quote")]
    public void Google_Damaged_SaysWhy(string text, string reason)
    {
        Write("import.csv", text);

        Assert.Contains(reason, Fails("import.csv").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Caffe_Lists_NumberClasses()
    {
        Touch("in/a b.jpg", "in/c.jpg");
        Write("train.txt", "in/a b.jpg 1\n");
        Write("val.txt", "in/c.jpg 0\n");
        Write("labels.txt", "cat\ndog\n");

        Assert.Equal(["in/a b.jpg train -cat +dog", "in/c.jpg validation +cat -dog"], Lines(Read()));
        Assert.Equal(["in/a b.jpg +dog"], Lines(Read("train.txt")));
        Write("train.txt", "in/a b.jpg 2\n");
        Assert.Contains("2 are named", Fails("train.txt").Message, StringComparison.Ordinal);
        Write("train.txt", "in/c.jpg 1\nnothing\n");
        Assert.Equal(2, Fails("train.txt").Line);
    }

    [Theory]
    [InlineData("a.json", """{"openapi": "3.0", "paths": {}}""", "an object with the members openapi, paths")]
    [InlineData("a.json", "[{\"x\": 1}]", "a list of objects with the members x")]
    [InlineData("a.json", "{\"x\": ", "no JSON, or it is cut off")]
    [InlineData("a.json", "[1, 2]", "neither an object nor a list of objects")]
    [InlineData("a.html", "<!DOCTYPE html><p>", "a web page")]
    [InlineData("a.xml", "<html/>", "XML with the root element 'html'")]
    [InlineData("a.zip", "PK\u0003\u0004", "a zip archive")]
    [InlineData("a.parquet", "PAR1....", "a Parquet file")]
    [InlineData("a.bin", "Rar!", "a RAR archive")]
    public void Read_WhatIsNoneOfThese_SaysWhatItIs(string name, string content, string what)
    {
        Write(name, content);

        Assert.Contains(what, Fails(name).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FormatAskedFor_IsTakenOrRefused()
    {
        Touch("cats/a.jpg", "dogs/b.jpg");
        Write("labels.json", """{"classes": ["x"], "labels": {"cats/a": 0}}""");

        Assert.Equal(["x"], Read().LabelNames);
        Assert.Equal(["cats", "dogs"], Read(options: new DatasetOptions { Format = "folders" }).LabelNames);
        Assert.Contains(
            "no JSON of COCO",
            Fails(options: new DatasetOptions { Format = "coco" }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "use one of",
            Fails(options: new DatasetOptions { Format = "tfrecord" }).Message,
            StringComparison.Ordinal
        );
    }

    private static string Task(string image, params string[][] answers)
    {
        string annotations = string.Join(',', answers.Select(labels => $$"""{"result": [{{Choice(labels)}}]}"""));
        return $$"""{"id": 1, "data": {"image": "{{image}}"}, "annotations": [{{annotations}}]}""";
    }

    private static string Choice(params string[] labels)
    {
        string choices = string.Join(',', labels.Select(label => $"\"{label}\""));
        return "{\"from_name\": \"c\", \"type\": \"choices\", \"value\": {\"choices\": [" + choices + "]}}";
    }
}
