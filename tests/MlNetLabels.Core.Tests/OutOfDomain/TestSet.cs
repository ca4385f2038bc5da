using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>One of the shared embedding files with its truth; a test that asks for a missing one is skipped.</summary>
internal sealed record TestSet(
    string Name,
    Matrix Embeddings,
    int[]? Classes,
    string[] ClassNames,
    LabelMatrix? Labels,
    int[] Groups,
    string[] Splits
)
{
    public int Rows => Embeddings.Rows;

    public static TestSet Prints() => Load("prints");

    public static TestSet Flowers() => Load("flowers");

    public static TestSet Aquarium() => Load("aquarium");

    public TestSet Select(IEnumerable<int> rows)
    {
        int[] r = [.. rows];
        return this with
        {
            Embeddings = Embeddings.Select(r),
            Classes = Classes is null ? null : [.. r.Select(i => Classes[i])],
            Labels = Labels?.Select(r),
            Groups = [.. r.Select(i => Groups[i])],
            Splits = [.. r.Select(i => Splits[i])],
        };
    }

    public int[] Where(Func<int, bool> row) => [.. Enumerable.Range(0, Rows).Where(row)];

    /// <summary>The rows of some classes, numbered anew.</summary>
    public TestSet OnlyClasses(params int[] classes)
    {
        var kept = Select(Where(i => classes.Contains(Classes![i])));
        return kept with
        {
            Classes = [.. kept.Classes!.Select(c => Array.IndexOf(classes, c))],
            ClassNames = [.. classes.Select(c => ClassNames[c])],
        };
    }

    /// <summary>The same rows, one label forgotten.</summary>
    public TestSet WithoutLabel(int label)
    {
        int[] kept = [.. Enumerable.Range(0, ClassNames.Length).Where(k => k != label)];
        var labels = new LabelMatrix(Rows, kept.Length);
        for (int i = 0; i < Rows; i++)
        for (int k = 0; k < kept.Length; k++)
            labels[i, k] = Labels![i, kept[k]];
        return this with { Labels = labels, ClassNames = [.. kept.Select(k => ClassNames[k])] };
    }

    private static TestSet Load(string name)
    {
        var embeddings = ReadNpy(ReferenceFiles.Embeddings(name));
        string[][] table = [.. File.ReadLines(ReferenceFiles.Rows(name)).Select(line => line.Split(','))];
        string[][] rows = table[1..];
        if (name == "aquarium")
        {
            var labels = new LabelMatrix(rows.Length, table[0].Length - 2);
            for (int i = 0; i < rows.Length; i++)
            for (int k = 0; k < labels.Labels; k++)
                labels[i, k] = rows[i][k + 2] == "1" ? LabelState.Present : LabelState.Absent;
            // Cameras count up: photos of one tank lie within ten numbers of each other.
            int[] tanks =
            [
                .. rows.Select(r =>
                    int.Parse(r[0].Split("IMG_")[1][..4], System.Globalization.CultureInfo.InvariantCulture) / 10
                ),
            ];
            return new TestSet(name, embeddings, null, table[0][2..], labels, tanks, [.. rows.Select(r => r[1])]);
        }
        string[] names = [.. rows.Select(r => r[1]).Distinct()];
        string[] books = [.. rows.Select(r => r[^1]).Distinct()];
        int[] groups =
            name == "prints"
                ? [.. rows.Select(r => Array.IndexOf(books, r[^1]))]
                : [.. Enumerable.Range(0, rows.Length)];
        return new TestSet(
            name,
            embeddings,
            [.. rows.Select(r => Array.IndexOf(names, r[1]))],
            names,
            null,
            groups,
            [.. rows.Select(_ => "")]
        );
    }

    private static Matrix ReadNpy(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        string header = Encoding.ASCII.GetString(bytes, 10, length);
        Assert.Contains("'<f4'", header, StringComparison.Ordinal);
        int[] shape =
        [
            .. header
                .Split('(')[1]
                .Split(')')[0]
                .Split(',')
                .Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        return new Matrix(shape[0], shape[1], MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + length)).ToArray());
    }
}
