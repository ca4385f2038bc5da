namespace MlNetLabels.Data;

/// <summary>What the columns of a list of images are called, in any case, where they are no label.</summary>
internal static class ColumnNames
{
    public const string IsValid = "is_valid",
        IsVal = "is_val",
        IsValidation = "is_validation",
        IsTest = "is_test",
        IsTrain = "is_train",
        IsTraining = "is_training",
        Group = "group",
        Weight = "weight",
        Who = "who",
        When = "when";

    public static IReadOnlyList<string> File { get; } =
    [
        "file",
        "filename",
        "file_name",
        "image",
        "image_name",
        "image_path",
        "file_path",
        "filepath",
        "path",
        "image_file",
        "image_filename",
        "imagepath",
        "imagename",
        "img_path",
        "img_name",
        "img",
        "fname",
        "image_id",
        "imageid",
        "id",
    ];

    /// <summary>Columns of one class.</summary>
    public static IReadOnlyList<string> Class { get; } = ["label", "class", "category", "class_name", "label_name"];

    /// <summary>Columns of a list of labels.</summary>
    public static IReadOnlyList<string> List { get; } = ["labels", "tags"];

    public static IReadOnlyList<string> Split { get; } = ["split", "subset"];

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All =>
        [
            .. File,
            .. Class,
            .. List,
            .. Split,
            IsValid,
            IsVal,
            IsValidation,
            IsTest,
            IsTrain,
            IsTraining,
            Group,
            Weight,
            Who,
            When,
        ];
}
