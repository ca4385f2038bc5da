using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Small datasets without files.</summary>
internal static class Datasets
{
    public static ImageDataset Classes(
        int count,
        Func<int, int> classOf,
        Func<int, string?>? group = null,
        Func<int, Split?>? split = null
    )
    {
        int classes = count == 0 ? 1 : Enumerable.Range(0, count).Max(classOf) + 1;
        return new ImageDataset
        {
            Source = "images.csv",
            Kind = TargetKind.Classes,
            LabelNames = [.. Enumerable.Range(0, classes).Select(k => $"class{k}")],
            Rows =
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new ImageRow
                    {
                        File = $"{i}.png",
                        Path = $"/images/{i}.png",
                        Labels =
                        [
                            .. Enumerable
                                .Range(0, classes)
                                .Select(k => k == classOf(i) ? LabelState.Present : LabelState.Absent),
                        ],
                        Group = group?.Invoke(i),
                        Split = split?.Invoke(i),
                        Line = i + 2,
                    }),
            ],
        };
    }

    /// <summary>A SHA-256 for each row, all different.</summary>
    public static string[] Contents(int count) => [.. Enumerable.Range(0, count).Select(i => Content($"row {i}"))];

    public static string Content(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
